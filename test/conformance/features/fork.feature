Feature: Fork Task With Listening Branches
  As an implementer of the workflow DSL
  I want to ensure that branches wait for events independently of each other
  So that my implementation conforms to the expected behavior

  # Tests that the output is in the order of the branches, whichever event comes first
  Scenario: Fork With Listening Branches
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: fork-listens
      version: '1.0.0'
    do:
      - both:
          fork:
            compete: false
            branches:
              - awaitPayment:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.payment.received.v1
              - awaitParcel:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.parcel.packed.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.parcel.packed.v1
    data: parcel
    """
    Then the workflow should be waiting
    And awaitPayment should be waiting
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    data: payment
    """
    Then the workflow should complete with output:
    """yaml
    - [ payment ]
    - [ parcel ]
    """

  # Tests that the branch whose event comes first wins, and that the other one is cancelled
  Scenario: Fork With Competing Listens
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: fork-competing-listens
      version: '1.0.0'
    do:
      - both:
          fork:
            compete: true
            branches:
              - awaitPayment:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.payment.received.v1
              - awaitParcel:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.parcel.packed.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.parcel.packed.v1
    data: parcel
    """
    Then the workflow should complete with output:
    """yaml
    - parcel
    """
    And awaitPayment should cancel

  # Tests that one event is taken by every branch that waits for it
  Scenario: Fork With Branches For The Same Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: fork-same-event
      version: '1.0.0'
    do:
      - both:
          fork:
            branches:
              - left:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.signal.given.v1
              - right:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.signal.given.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.signal.given.v1
    data: go
    """
    Then the workflow should complete with output:
    """yaml
    - [ go ]
    - [ go ]
    """

  # Tests that the fault of one branch ends the wait of the other
  Scenario: Fork With A Faulting Branch
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: fork-fault
      version: '1.0.0'
    do:
      - both:
          fork:
            branches:
              - awaitPayment:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.payment.received.v1
              - refuse:
                  do:
                    - rest:
                        wait:
                          seconds: 10
                    - fail:
                        raise:
                          error:
                            type: https://example.com/errors/refused
                            status: 400
    """
    When the workflow is executed
    And 10 seconds have passed
    Then the workflow should fault with an error with:
    """yaml
    type: https://example.com/errors/refused
    status: 400
    """
    And awaitPayment should cancel

  # Tests that a branch which waits for a while can stand for an event that does not come
  Scenario: Fork Racing An Event Against Time
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: fork-race
      version: '1.0.0'
    do:
      - race:
          fork:
            compete: true
            branches:
              - awaitPayment:
                  listen:
                    to:
                      one:
                        with:
                          type: com.example.payment.received.v1
              - giveUp:
                  do:
                    - rest:
                        wait:
                          seconds: 10
                    - tell:
                        set:
                          paid: false
    """
    When the workflow is executed
    And 10 seconds have passed
    Then the workflow should complete with output:
    """yaml
    paid: false
    """
    And awaitPayment should cancel
