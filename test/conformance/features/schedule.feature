Feature: Event Driven Schedule
  As an implementer of the workflow DSL
  I want to ensure that workflows are started by events
  So that my implementation conforms to the expected behavior

  # Tests that the input is an array with the data of the event
  Scenario: Schedule On One Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-one
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: com.example.order.placed.v1
    do:
      - note:
          set:
            input: ${ $workflow.input }
    """
    When the workflow is deployed
    And the event is published:
    """yaml
    type: com.example.order.placed.v1
    data:
      order: 7
    """
    Then the workflow should complete with output:
    """yaml
    input:
      - order: 7
    """

  # Tests that every event starts a run of its own, and others none
  Scenario: Schedule Starts A Run For Each Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-each
      version: '1.0.0'
    schedule:
      on:
        any:
          - with:
              type: com.example.order.placed.v1
          - with:
              type: com.example.order.changed.v1
    do:
      - note:
          set: ${ .[0].order }
    """
    When the workflow is deployed
    And the events are published:
    """yaml
    - type: com.example.order.placed.v1
      data:
        order: 7
    - type: com.example.order.cancelled.v1
      data:
        order: 7
    - type: com.example.order.changed.v1
      data:
        order: 8
    """
    Then the runs of the workflow should complete with outputs:
    """yaml
    [ 7, 8 ]
    """

  # Tests that an event starts one run, however often it is delivered
  Scenario: Schedule Ignores A Duplicate Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-duplicate
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: com.example.order.placed.v1
    do:
      - note:
          set:
            noted: true
    """
    When the workflow is deployed
    And the event is published:
    """yaml
    id: order-7
    type: com.example.order.placed.v1
    """
    And the same event is published again
    Then the workflow should have been started 1 time

  # Tests that the input holds events with their attributes when the schedule says so
  Scenario: Schedule Reading Envelopes
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-envelope
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: com.example.order.placed.v1
      read: envelope
    do:
      - note:
          set:
            id: ${ .[0].id }
            order: ${ .[0].data.order }
    """
    When the workflow is deployed
    And the event is published:
    """yaml
    id: event-7
    type: com.example.order.placed.v1
    data:
      order: 7
    """
    Then the workflow should complete with output:
    """yaml
    id: event-7
    order: 7
    """

  # Tests that a run starts when one event for each filter has come, with all of them as its input
  Scenario: Schedule On All Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-all
      version: '1.0.0'
    schedule:
      on:
        all:
          - with:
              type: com.example.order.paid.v1
          - with:
              type: com.example.order.packed.v1
    do:
      - ship:
          set: ${ . }
    """
    When the workflow is deployed
    And the event is published:
    """yaml
    type: com.example.order.packed.v1
    data: packed
    """
    Then the workflow should have been started 0 times
    And the event is published:
    """yaml
    type: com.example.order.paid.v1
    data: paid
    """
    Then the workflow should complete with output:
    """yaml
    [ packed, paid ]
    """

  # Tests that events start a run together only when they belong together
  Scenario: Schedule On All Events With Correlation
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-all-correlated
      version: '1.0.0'
    schedule:
      on:
        all:
          - with:
              type: com.example.order.paid.v1
            correlate:
              orderId:
                from: .data.order
          - with:
              type: com.example.order.packed.v1
            correlate:
              orderId:
                from: .data.order
    do:
      - ship:
          set: ${ [ .[].order ] }
    """
    When the workflow is deployed
    And the events are published:
    """yaml
    - type: com.example.order.paid.v1
      data:
        order: 7
    - type: com.example.order.packed.v1
      data:
        order: 8
    """
    Then the workflow should have been started 0 times
    And the events are published:
    """yaml
    - type: com.example.order.paid.v1
      data:
        order: 8
    - type: com.example.order.packed.v1
      data:
        order: 7
    """
    Then the runs of the workflow should complete with outputs:
    """yaml
    - [ 8, 8 ]
    - [ 7, 7 ]
    """

  # Tests that events are collected until another one comes, which is not part of the input
  Scenario: Schedule On Any Event Until Another
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-until
      version: '1.0.0'
    schedule:
      on:
        any:
          - with:
              type: com.example.item.added.v1
        until:
          one:
            with:
              type: com.example.basket.closed.v1
    do:
      - order:
          set: ${ . }
    """
    When the workflow is deployed
    And the events are published:
    """yaml
    - type: com.example.item.added.v1
      data: bread
    - type: com.example.item.added.v1
      data: butter
    - type: com.example.basket.closed.v1
      data: closed
    """
    Then the workflow should complete with output:
    """yaml
    [ bread, butter ]
    """

  # Tests that a run starts with every two events
  Scenario: Schedule On Any Event Until Expression
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: on-until-expression
      version: '1.0.0'
    schedule:
      on:
        any:
          - with:
              type: com.example.player.joined.v1
        until: ( . | length ) == 2
    do:
      - play:
          set: ${ . }
    """
    When the workflow is deployed
    And the events are published:
    """yaml
    - type: com.example.player.joined.v1
      data: Ada
    - type: com.example.player.joined.v1
      data: Bob
    - type: com.example.player.joined.v1
      data: Cleo
    - type: com.example.player.joined.v1
      data: Dan
    - type: com.example.player.joined.v1
      data: Eve
    """
    Then the runs of the workflow should complete with outputs:
    """yaml
    - [ Ada, Bob ]
    - [ Cleo, Dan ]
    """
