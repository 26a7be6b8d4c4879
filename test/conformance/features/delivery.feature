Feature: Event Delivery
  As an implementer of the workflow DSL
  I want to ensure that events are neither lost nor taken twice
  So that my implementation conforms to the expected behavior

  # Tests that an event which comes after the run started but before it listens is not lost,
  # provided that its correlation says to whom it belongs
  Scenario: Early Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: early-event
      version: '1.0.0'
    do:
      - ask:
          emit:
            event:
              with:
                type: com.example.payment.requested.v1
                data:
                  order: ${ .order }
      - rest:
          input:
            from: ${ $workflow.input }
          wait:
            seconds: 5
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ $workflow.input.order }
    """
    And given the workflow input is:
    """yaml
    order: 7
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    data:
      order: 7
      amount: 20
    """
    And rest should be waiting
    Then the workflow should complete with output:
    """yaml
    - order: 7
      amount: 20
    """

  # Tests that an early event which belongs to another run is not taken
  Scenario: Early Event Of Another Run
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: early-event
      version: '1.0.0'
    do:
      - ask:
          emit:
            event:
              with:
                type: com.example.payment.requested.v1
                data:
                  order: ${ .order }
      - rest:
          input:
            from: ${ $workflow.input }
          wait:
            seconds: 5
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ $workflow.input.order }
    """
    And given the workflow input is:
    """yaml
    order: 7
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.payment.received.v1
    data:
      order: 8
    """
    And 5 seconds have passed
    Then the workflow should be waiting
    And awaitPayment should be waiting

  # Tests that a task without correlation does not take events from before it began to listen
  Scenario: Event From Before The Run
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: no-old-events
      version: '1.0.0'
    do:
      - awaitNews:
          listen:
            to:
              one:
                with:
                  type: com.example.news.v1
    """
    When the workflow is deployed
    And the event is published:
    """yaml
    type: com.example.news.v1
    data: old
    """
    And the workflow is executed
    Then the workflow should be waiting
    And the event is published:
    """yaml
    type: com.example.news.v1
    data: new
    """
    Then the workflow should complete with output:
    """yaml
    - new
    """

  # Tests that an event with the same source and id is taken once
  Scenario: Duplicate Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: duplicate-event
      version: '1.0.0'
    do:
      - awaitTwo:
          listen:
            to:
              any:
                - with:
                    type: com.example.coin.inserted.v1
              until: ( . | length ) == 2
    """
    When the workflow is executed
    And the event is published:
    """yaml
    id: coin-1
    source: https://slot.example.com
    type: com.example.coin.inserted.v1
    data: 10
    """
    And the same event is published again
    Then the workflow should be waiting
    And the event is published:
    """yaml
    id: coin-2
    source: https://slot.example.com
    type: com.example.coin.inserted.v1
    data: 20
    """
    Then the workflow should complete with output:
    """yaml
    [ 10, 20 ]
    """

  # Tests that the id of an event is unique within its source only
  Scenario: Same Id From Another Source
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: duplicate-event
      version: '1.0.0'
    do:
      - awaitTwo:
          listen:
            to:
              any:
                - with:
                    type: com.example.coin.inserted.v1
              until: ( . | length ) == 2
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - id: coin-1
      source: https://left.example.com
      type: com.example.coin.inserted.v1
      data: 10
    - id: coin-1
      source: https://right.example.com
      type: com.example.coin.inserted.v1
      data: 20
    """
    Then the workflow should complete with output:
    """yaml
    [ 10, 20 ]
    """

  # Tests that an event goes to every run that waits for it
  Scenario: Event For Several Runs
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: several-runs
      version: '1.0.0'
    do:
      - awaitSignal:
          listen:
            to:
              one:
                with:
                  type: com.example.signal.given.v1
          output:
            as: .[0]
    """
    When the workflow is executed
    And the workflow is executed
    And the event is published:
    """yaml
    type: com.example.signal.given.v1
    data: go
    """
    Then the runs of the workflow should complete with outputs:
    """yaml
    [ go, go ]
    """

  # Tests that a later task waits for an event of its own
  Scenario: Event Is Taken Once Within A Run
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: taken-once
      version: '1.0.0'
    do:
      - first:
          listen:
            to:
              one:
                with:
                  type: com.example.step.taken.v1
      - second:
          listen:
            to:
              one:
                with:
                  type: com.example.step.taken.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.step.taken.v1
    data: 1
    """
    Then the workflow should be waiting
    And second should be waiting
    And the event is published:
    """yaml
    type: com.example.step.taken.v1
    data: 2
    """
    Then the workflow should complete with output:
    """yaml
    - 2
    """

  # Tests that an event which a workflow emits is an event like any other
  Scenario: Emitted Event Reaches Another Workflow
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: asking
      version: '1.0.0'
    do:
      - ask:
          emit:
            event:
              with:
                type: com.example.question.asked.v1
                data:
                  question: ${ .question }
      - awaitAnswer:
          listen:
            to:
              one:
                with:
                  type: com.example.question.answered.v1
          output:
            as: .[0].answer
    """
    And given another workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: answering
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: com.example.question.asked.v1
    do:
      - answer:
          emit:
            event:
              with:
                type: com.example.question.answered.v1
                data:
                  answer: '${ "I do not know: " + .[0].question }'
    """
    And given the workflow input is:
    """yaml
    question: why?
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    "I do not know: why?"
    """
    And an event should have been published with:
    """yaml
    type: com.example.question.answered.v1
    source: /default/answering/1.0.0
    data:
      answer: "I do not know: why?"
    """
