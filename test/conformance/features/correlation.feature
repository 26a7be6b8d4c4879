Feature: Event Correlation
  As an implementer of the workflow DSL
  I want to ensure that events reach the workflow run that they belong to
  So that my implementation conforms to the expected behavior

  # Tests that only an event with the expected value is taken
  Scenario: Correlate With Expected Value
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-with-expect
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ .order }
    """
    And given the workflow input is:
    """yaml
    order: 7
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.payment.received.v1
      data:
        order: 8
    - type: com.example.payment.received.v1
      data:
        order: 7
        amount: 20
    """
    Then the workflow should complete with output:
    """yaml
    - order: 7
      amount: 20
    """

  # Tests that an event from which no value can be extracted is not taken
  Scenario: Correlate Events Without The Value
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-with-expect
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ .order }
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
      amount: 20
    """
    Then the workflow should be waiting

  # Tests that each of several runs takes the event that belongs to it
  Scenario: Correlate Runs With Their Own Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-runs
      version: '1.0.0'
    schedule:
      on:
        one:
          with:
            type: com.example.order.placed.v1
    do:
      - awaitPayment:
          input:
            from: .[0]
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ .order }
    """
    When the workflow is deployed
    And the events are published:
    """yaml
    - type: com.example.order.placed.v1
      data:
        order: 7
    - type: com.example.order.placed.v1
      data:
        order: 8
    - type: com.example.payment.received.v1
      data:
        order: 8
        amount: 80
    - type: com.example.payment.received.v1
      data:
        order: 7
        amount: 70
    """
    Then the runs of the workflow should complete with outputs:
    """yaml
    - - order: 7
        amount: 70
    - - order: 8
        amount: 80
    """

  # Tests that without an expected value the first event decides for all filters of the task
  Scenario: Correlate By The First Value
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-by-first-value
      version: '1.0.0'
    do:
      - awaitReadings:
          listen:
            to:
              all:
                - with:
                    type: com.example.temperature.measured.v1
                  correlate:
                    room:
                      from: .data.room
                - with:
                    type: com.example.humidity.measured.v1
                  correlate:
                    room:
                      from: .data.room
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.temperature.measured.v1
      data:
        room: kitchen
        celsius: 21
    - type: com.example.humidity.measured.v1
      data:
        room: cellar
        percent: 70
    - type: com.example.humidity.measured.v1
      data:
        room: kitchen
        percent: 45
    """
    Then the workflow should complete with output:
    """yaml
    - room: kitchen
      celsius: 21
    - room: kitchen
      percent: 45
    """

  # Tests that the first value counts for one activation of a task, not for the next
  Scenario: Correlate Anew In Each Activation
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-anew
      version: '1.0.0'
    do:
      - twice:
          for:
            each: round
            in: '[ 1, 2 ]'
          do:
            - awaitReading:
                listen:
                  to:
                    one:
                      with:
                        type: com.example.temperature.measured.v1
                      correlate:
                        room:
                          from: .data.room
                output:
                  as: .[0].room
                export:
                  as: '{ rooms: ($context.rooms + [ . ]) }'
      - tell:
          set: ${ $context.rooms }
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.temperature.measured.v1
      data:
        room: kitchen
    - type: com.example.temperature.measured.v1
      data:
        room: cellar
    """
    Then the workflow should complete with output:
    """yaml
    [ kitchen, cellar ]
    """

  # Tests that all correlations of a filter must hold
  Scenario: Correlate By Several Values
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-by-several
      version: '1.0.0'
    do:
      - awaitParcel:
          listen:
            to:
              one:
                with:
                  type: com.example.parcel.delivered.v1
                correlate:
                  orderId:
                    from: .data.order
                    expect: ${ .order }
                  country:
                    from: .data.country
                    expect: ${ .country }
    """
    And given the workflow input is:
    """yaml
    order: 7
    country: GR
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.parcel.delivered.v1
      data:
        order: 7
        country: DE
    - type: com.example.parcel.delivered.v1
      data:
        order: 8
        country: GR
    - type: com.example.parcel.delivered.v1
      data:
        order: 7
        country: GR
    """
    Then the workflow should complete with output:
    """yaml
    - order: 7
      country: GR
    """

  # Tests that a value can be extracted from an extension attribute of the event
  Scenario: Correlate By A Context Attribute
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-by-attribute
      version: '1.0.0'
    do:
      - awaitPayment:
          listen:
            to:
              one:
                with:
                  type: com.example.payment.received.v1
                correlate:
                  orderId:
                    from: .orderid
                    expect: ${ .order }
    """
    And given the workflow input is:
    """yaml
    order: order-7
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.payment.received.v1
      orderid: order-8
      data: 80
    - type: com.example.payment.received.v1
      orderid: order-7
      data: 70
    """
    Then the workflow should complete with output:
    """yaml
    - 70
    """

  # Tests that correlation of one filter leaves the others as they are
  Scenario: Correlate Only One Of Several Filters
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: correlate-one-filter
      version: '1.0.0'
    do:
      - awaitOutcome:
          listen:
            to:
              any:
                - with:
                    type: com.example.payment.received.v1
                  correlate:
                    orderId:
                      from: .data.order
                      expect: ${ .order }
                - with:
                    type: com.example.shop.closed.v1
    """
    And given the workflow input is:
    """yaml
    order: 7
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.payment.received.v1
      data:
        order: 8
    - type: com.example.shop.closed.v1
      data: closed
    """
    Then the workflow should complete with output:
    """yaml
    - closed
    """
