Feature: Timeouts While Listening
  As an implementer of the workflow DSL
  I want to ensure that a workflow does not wait for events longer than it is told to
  So that my implementation conforms to the expected behavior

  # Tests that a task which waits too long faults with a timeout error
  Scenario: Listen Times Out
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-timeout
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
          timeout:
            after:
              seconds: 30
    """
    When the workflow is executed
    And 29 seconds have passed
    Then the workflow should be waiting
    And 1 second has passed
    Then the workflow should fault with an error with:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/timeout
    status: 408
    instance: /do/0/awaitPayment
    """
    And awaitPayment should fault

  # Tests that a timeout has no effect once the event has come
  Scenario: Event Comes In Time
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-timeout
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
          timeout:
            after:
              seconds: 30
    """
    When the workflow is executed
    And 29 seconds have passed
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    data: 20
    """
    And 30 seconds have passed
    Then the workflow should complete with output:
    """yaml
    - 20
    """

  # Tests that a task which takes several events must be done with all of them in time
  Scenario: Timeout Does Not Begin Anew
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-many-with-timeout
      version: '1.0.0'
    do:
      - awaitThree:
          listen:
            to:
              any:
                - with:
                    type: com.example.vote.cast.v1
              until: ( . | length ) == 3
          timeout:
            after:
              seconds: 30
    """
    When the workflow is executed
    And 20 seconds have passed
    And the event is published:
    """yaml
    type: com.example.vote.cast.v1
    """
    And 10 seconds have passed
    Then the workflow should fault with an error with:
    """yaml
    status: 408
    """

  # Tests that a workflow can go on without the event
  Scenario: Timeout Is Caught
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-or-go-on
      version: '1.0.0'
    do:
      - attempt:
          try:
            - awaitPayment:
                listen:
                  to:
                    one:
                      with:
                        type: com.example.payment.received.v1
                timeout:
                  after:
                    seconds: 30
          catch:
            errors:
              with:
                type: https://open-workflow-specification.org/spec/1.0.0/errors/timeout
            do:
              - remind:
                  set:
                    reminded: true
    """
    When the workflow is executed
    And 30 seconds have passed
    Then the workflow should complete with output:
    """yaml
    reminded: true
    """
    And awaitPayment should fault
    And remind should run last

  # Tests that the timeout of the workflow ends the wait of a task
  Scenario: Workflow Times Out While Listening
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: workflow-timeout
      version: '1.0.0'
    timeout:
      after:
        seconds: 60
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
    """
    When the workflow is executed
    And 60 seconds have passed
    Then the workflow should fault with an error with:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/timeout
    status: 408
    """
