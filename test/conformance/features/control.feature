Feature: Cancelling And Suspending A Waiting Workflow
  As an implementer of the workflow DSL
  I want to ensure that a workflow that waits can be cancelled, suspended and resumed
  So that my implementation conforms to the expected behavior

  # Tests that cancelling ends the wait, and that no further task runs
  Scenario: Cancel While Listening
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
    When the workflow is executed
    And the workflow is cancelled
    Then the workflow should cancel
    And awaitPayment should cancel

  # Tests that an event does not bring a cancelled workflow back
  Scenario: Event After Cancellation
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
    When the workflow is executed
    And the workflow is cancelled
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    """
    Then the workflow should cancel
    And awaitPayment should run last

  # Tests that a workflow which waits for time to pass is cancelled at once
  Scenario: Cancel While Waiting
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: waiting-for-time
      version: '1.0.0'
    do:
      - rest:
          wait:
            seconds: 60
      - tell:
          set:
            rested: true
    """
    When the workflow is executed
    And 30 seconds have passed
    And the workflow is cancelled
    Then the workflow should be cancelled
    And rest should be cancelled

  # Tests that an event which comes meanwhile is not lost, and is taken when the workflow is resumed
  Scenario: Suspend While Listening
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
    When the workflow is executed
    And the workflow is suspended
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    """
    Then the workflow should be suspended
    When the workflow is resumed
    Then the workflow should complete with output:
    """yaml
    shipped: true
    """

  # Tests that time does not pass for a suspended workflow
  Scenario: Suspend While Waiting
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: suspended-wait
      version: '1.0.0'
    do:
      - rest:
          wait:
            seconds: 10
    """
    And given the workflow input is:
    """yaml
    name: Ada
    """
    When the workflow is executed
    And 4 seconds have passed
    And the workflow is suspended
    And 60 seconds have passed
    And the workflow is resumed
    And 5 seconds have passed
    Then the workflow should be waiting
    And 1 second has passed
    Then the workflow should complete with output:
    """yaml
    name: Ada
    """

  # Tests that a suspended workflow can be cancelled
  Scenario: Suspended Workflow Is Cancelled
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
    When the workflow is executed
    And the workflow is suspended
    And the workflow is cancelled
    Then the workflow should cancel
