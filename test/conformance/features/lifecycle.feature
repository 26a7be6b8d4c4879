Feature: Lifecycle Events
  As an implementer of the workflow DSL
  I want to ensure that workflows can act on what becomes of other workflows
  So that my implementation conforms to the expected behavior

  # Tests that the completion of a workflow is published, and can be listened for
  Scenario: Completion Starts Another Workflow
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: working
      version: '1.0.0'
    do:
      - work:
          set:
            done: true
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: watching-completion
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: io.serverlessworkflow.workflow.completed.v1
            data: ${ .name | startswith("working-") }
    do:
      - note:
          set: ${ .[0] | has("completedAt") }
    """
    When the workflow is executed
    Then the workflow should complete
    Then the workflow 'watching-completion' should complete with output:
    """yaml
    true
    """

  # Tests that the error of a faulted workflow is published
  Scenario: Fault Starts Another Workflow
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: failing
      version: '1.0.0'
    do:
      - fail:
          raise:
            error:
              type: https://example.com/errors/broken
              status: 500
              title: Broken
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: watching-faults
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: io.serverlessworkflow.workflow.faulted.v1
    do:
      - note:
          set: ${ .[0].error.title }
    """
    When the workflow is executed
    Then the workflow should fault
    Then the workflow 'watching-faults' should complete with output:
    """yaml
    Broken
    """

  # Tests that the cancellation of a waiting workflow is published
  Scenario: Cancellation Starts Another Workflow
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: waiting-for-payment
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
      - ship:
          set:
            shipped: true
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: watching-cancellation
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: io.serverlessworkflow.workflow.cancelled.v1
    do:
      - note:
          set: ${ .[0] | has("cancelledAt") }
    """
    When the workflow is executed
    And the workflow is cancelled
    Then the workflow should cancel
    Then the workflow 'watching-cancellation' should complete with output:
    """yaml
    true
    """

  # Tests that both are published, once each
  Scenario: Suspension And Resumption Are Published
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: waiting-for-payment
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
      - ship:
          set:
            shipped: true
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: watching-suspension
      version: '1.0.0'
    schedule:
      on:
        any:
          - with:
              type: io.serverlessworkflow.workflow.suspended.v1
          - with:
              type: io.serverlessworkflow.workflow.resumed.v1
      read: envelope
    do:
      - note:
          set: ${ .[0].type }
    """
    When the workflow is executed
    And the workflow is suspended
    And the workflow is resumed
    Then the runs of the workflow 'watching-suspension' should complete with outputs:
    """yaml
    - io.serverlessworkflow.workflow.suspended.v1
    - io.serverlessworkflow.workflow.resumed.v1
    """

  # Tests what the event tells of the workflow that has started
  Scenario: Start Of A Workflow Is Published
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: starting
      version: '1.0.0'
    do:
      - work:
          set:
            done: true
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: watching-starts
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: io.serverlessworkflow.workflow.started.v1
            data: ${ .definition.name == "starting" }
    do:
      - note:
          set: ${ .[0].definition }
    """
    When the workflow is executed
    Then the workflow should complete
    Then the workflow 'watching-starts' should complete with output:
    """yaml
    namespace: default
    name: starting
    version: '1.0.0'
    """
