Feature: Listen Task
  As an implementer of the workflow DSL
  I want to ensure that listen tasks take exactly the events that they are meant to take
  So that my implementation conforms to the expected behavior

  # Tests that the output is an array, even for one event
  # Tests that events are read as their data by default
  Scenario: Listen To One Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-one
      version: '1.0.0'
    do:
      - awaitOrder:
          listen:
            to:
              one:
                with:
                  type: com.example.order.placed.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.order.placed.v1
    data:
      order: 7
    """
    Then the workflow should complete with output:
    """yaml
    - order: 7
    """

  # Tests that a listen task goes on waiting when an event does not match
  Scenario: Listen Ignores Events Of Other Types
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-one
      version: '1.0.0'
    do:
      - awaitOrder:
          listen:
            to:
              one:
                with:
                  type: com.example.order.placed.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.order.cancelled.v1
    data:
      order: 7
    """
    Then the workflow should be waiting
    And awaitOrder should be waiting

  # Tests that all attributes of a filter must match
  Scenario: Listen With Literal Attributes
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-literals
      version: '1.0.0'
    do:
      - awaitOrder:
          listen:
            to:
              one:
                with:
                  type: com.example.order.placed.v1
                  source: https://shop.example.com
                  subject: books
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.order.placed.v1
      source: https://elsewhere.example.com
      subject: books
      data: 1
    - type: com.example.order.placed.v1
      source: https://shop.example.com
      subject: toys
      data: 2
    - type: com.example.order.placed.v1
      source: https://shop.example.com
      subject: books
      data: 3
    """
    Then the workflow should complete with output:
    """yaml
    - 3
    """

  # Tests that a filter attribute can be a regular expression, which must match as a whole
  Scenario: Listen With Regular Expression
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-regular-expression
      version: '1.0.0'
    do:
      - awaitChange:
          listen:
            to:
              one:
                with:
                  type: com\.example\.order\.(placed|changed)\.v[0-9]+
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.order.cancelled.v1
      data: 1
    - type: com.example.order.changed.v2.draft
      data: 2
    - type: com.example.order.changed.v2
      data: 3
    """
    Then the workflow should complete with output:
    """yaml
    - 3
    """

  # Tests that the expression of a filter sees the data of the event
  Scenario: Listen With Expression Over Data
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-expression
      version: '1.0.0'
    do:
      - awaitFever:
          listen:
            to:
              one:
                with:
                  type: com.example.temperature.measured.v1
                  data: ${ .celsius > 38 }
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.temperature.measured.v1
      data:
        celsius: 37
    - type: com.example.temperature.measured.v1
      data:
        celsius: 39
    """
    Then the workflow should complete with output:
    """yaml
    - celsius: 39
    """

  # Tests that the expression of a filter sees the context of the workflow
  Scenario: Listen With Expression Over Workflow Data
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-with-context
      version: '1.0.0'
    do:
      - chooseRoom:
          set:
            room: ${ .room }
          export:
            as: .
      - awaitGuest:
          listen:
            to:
              one:
                with:
                  type: com.example.guest.arrived.v1
                  data: ${ .room == $context.room }
    """
    And given the workflow input is:
    """yaml
    room: 12
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.guest.arrived.v1
      data:
        room: 11
    - type: com.example.guest.arrived.v1
      data:
        room: 12
    """
    Then the workflow should complete with output:
    """yaml
    - room: 12
    """

  # Tests that the first event that matches one of the filters completes the task
  Scenario: Listen To Any Of Several Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-any
      version: '1.0.0'
    do:
      - awaitVerdict:
          listen:
            to:
              any:
                - with:
                    type: com.example.request.approved.v1
                - with:
                    type: com.example.request.rejected.v1
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.request.read.v1
    - type: com.example.request.rejected.v1
      data:
        reason: too late
    - type: com.example.request.approved.v1
    """
    Then the workflow should complete with output:
    """yaml
    - reason: too late
    """

  # Tests that an empty list of filters takes the first event, whatever its type
  Scenario: Listen To Any Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-any-event
      version: '1.0.0'
    do:
      - awaitAnything:
          listen:
            to:
              any: []
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.something.happened.v1
    data: 1
    """
    Then the workflow should complete with output:
    """yaml
    - 1
    """

  # Tests that one event for each filter is needed
  # Tests that the output holds the events in the order in which they came
  Scenario: Listen To All Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-all
      version: '1.0.0'
    do:
      - awaitParts:
          listen:
            to:
              all:
                - with:
                    type: com.example.engine.built.v1
                - with:
                    type: com.example.body.built.v1
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.body.built.v1
      data: body
    - type: com.example.engine.built.v1
      data: engine
    """
    Then the workflow should complete with output:
    """yaml
    [ body, engine ]
    """

  # Tests that a second event of the same kind does not stand for one that is missing
  Scenario: Listen To All Does Not Take Two Events For One Filter
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-to-all
      version: '1.0.0'
    do:
      - awaitParts:
          listen:
            to:
              all:
                - with:
                    type: com.example.engine.built.v1
                - with:
                    type: com.example.body.built.v1
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.body.built.v1
      data: first
    - type: com.example.body.built.v1
      data: second
    """
    Then the workflow should be waiting
    And the event is published:
    """yaml
    type: com.example.engine.built.v1
    data: engine
    """
    Then the workflow should complete with output:
    """yaml
    [ first, engine ]
    """

  # Tests that the expression sees the events that were taken so far
  Scenario: Listen Until Expression
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-until-expression
      version: '1.0.0'
    do:
      - awaitThree:
          listen:
            to:
              any:
                - with:
                    type: com.example.vote.cast.v1
              until: ( . | length ) == 3
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.vote.cast.v1
      data: aye
    - type: com.example.poll.watched.v1
    - type: com.example.vote.cast.v1
      data: nay
    """
    Then the workflow should be waiting
    And the event is published:
    """yaml
    type: com.example.vote.cast.v1
    data: aye
    """
    Then the workflow should complete with output:
    """yaml
    [ aye, nay, aye ]
    """

  # Tests that the event that ends the task is not part of its output
  Scenario: Listen Until Event
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-until-event
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.item.added.v1
              until:
                one:
                  with:
                    type: com.example.basket.closed.v1
    """
    When the workflow is executed
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

  # Tests that a task may end without having taken an event
  Scenario: Listen Until Event That Comes First
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-until-event
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.item.added.v1
              until:
                one:
                  with:
                    type: com.example.basket.closed.v1
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.basket.closed.v1
    """
    Then the workflow should complete with output:
    """yaml
    []
    """

  # Tests that a task is ended by several events together
  Scenario: Listen Until All Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-until-all
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.item.added.v1
              until:
                all:
                  - with:
                      type: com.example.basket.closed.v1
                  - with:
                      type: com.example.basket.paid.v1
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.item.added.v1
      data: bread
    - type: com.example.basket.paid.v1
    - type: com.example.item.added.v1
      data: butter
    - type: com.example.basket.closed.v1
    """
    Then the workflow should complete with output:
    """yaml
    [ bread, butter ]
    """

  # Tests that the output holds events with their attributes
  Scenario: Listen Reading Envelopes
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-reading-envelopes
      version: '1.0.0'
    do:
      - awaitOrder:
          listen:
            to:
              one:
                with:
                  type: com.example.order.placed.v1
            read: envelope
          output:
            as: '.[0] | { id, source, type, subject, order: .data.order }'
    """
    When the workflow is executed
    And the event is published:
    """yaml
    id: order-7
    source: https://shop.example.com
    type: com.example.order.placed.v1
    subject: books
    data:
      order: 7
    """
    Then the workflow should complete with output:
    """yaml
    id: order-7
    source: https://shop.example.com
    type: com.example.order.placed.v1
    subject: books
    order: 7
    """

  # Tests that the task after a listen task works on what was heard
  Scenario: Listen Output Is The Next Input
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: listen-then-set
      version: '1.0.0'
    do:
      - awaitOrder:
          listen:
            to:
              one:
                with:
                  type: com.example.order.placed.v1
      - thank:
          set:
            thanks: ${ "Thank you, " + .[0].customer }
    """
    When the workflow is executed
    And the event is published:
    """yaml
    type: com.example.order.placed.v1
    data:
      customer: Ada
    """
    Then the workflow should complete with output:
    """yaml
    thanks: Thank you, Ada
    """
    And awaitOrder should run first
    And thank should run after awaitOrder
