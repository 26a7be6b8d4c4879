Feature: Listen Task With Foreach
  As an implementer of the workflow DSL
  I want to ensure that events are worked on one at a time, in the order in which they came
  So that my implementation conforms to the expected behavior

  # Tests that the output holds what was made of each event
  # Tests the names that are given to the event and its place
  Scenario: Foreach Over Events
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: foreach
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.word.said.v1
              until: ( . | length ) == 3
          foreach:
            item: word
            at: place
            do:
              - note:
                  set:
                    text: ${ "\($place). \($word)" }
            output:
              as: .text
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.word.said.v1
      data: one
    - type: com.example.word.said.v1
      data: two
    - type: com.example.word.said.v1
      data: three
    """
    Then the workflow should complete with output:
    """yaml
    [ 0. one, 1. two, 2. three ]
    """

  # Tests that the event is `$item` and its place `$index` when they are given no names
  Scenario: Foreach With Default Names
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: foreach-default-names
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.word.said.v1
              until: ( . | length ) == 2
          foreach:
            do:
              - note:
                  set:
                    word: ${ $item }
                    place: ${ $index }
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.word.said.v1
      data: one
    - type: com.example.word.said.v1
      data: two
    """
    Then the workflow should complete with output:
    """yaml
    - word: one
      place: 0
    - word: two
      place: 1
    """

  # Tests that an event that comes while another one is worked on waits for its turn
  Scenario: Foreach Handles One Event At A Time
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: foreach-in-turn
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.job.given.v1
              until: ( . | length ) == 2
          foreach:
            item: job
            do:
              - work:
                  wait:
                    seconds: 10
              - done:
                  set:
                    job: ${ $job }
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.job.given.v1
      data: first
    - type: com.example.job.given.v1
      data: second
    """
    And 11 seconds have passed
    Then the workflow should be waiting
    And work should be waiting
    And 10 seconds have passed
    Then the workflow should complete with output:
    """yaml
    - job: first
    - job: second
    """

  # Tests that what is made of each event can be kept in the context
  Scenario: Foreach Exporting To The Context
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: foreach-export
      version: '1.0.0'
    do:
      - sum:
          listen:
            to:
              any:
                - with:
                    type: com.example.coin.inserted.v1
              until:
                one:
                  with:
                    type: com.example.machine.emptied.v1
          foreach:
            item: coin
            do:
              - count:
                  set:
                    value: ${ $coin }
            export:
              as: '{ total: (($context.total // 0) + .value) }'
      - tell:
          set:
            total: ${ $context.total }
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.coin.inserted.v1
      data: 10
    - type: com.example.coin.inserted.v1
      data: 20
    - type: com.example.machine.emptied.v1
    """
    Then the workflow should complete with output:
    """yaml
    total: 30
    """

  # Tests that an error while an event is worked on faults the task
  Scenario: Foreach That Faults
    Given a workflow with definition:
    """yaml
    document:
      dsl: '1.0.3'
      namespace: default
      name: foreach-fault
      version: '1.0.0'
    do:
      - collect:
          listen:
            to:
              any:
                - with:
                    type: com.example.word.said.v1
              until: ${ false }
          foreach:
            item: word
            do:
              - refuse:
                  if: $word == "bad"
                  raise:
                    error:
                      type: https://example.com/errors/bad-word
                      status: 400
                      title: Bad Word
    """
    When the workflow is executed
    And the events are published:
    """yaml
    - type: com.example.word.said.v1
      data: good
    - type: com.example.word.said.v1
      data: bad
    """
    Then the workflow should fault with error:
    """yaml
    type: https://example.com/errors/bad-word
    status: 400
    title: Bad Word
    instance: /do/0/collect/foreach/do/0/refuse
    """
    And collect should fault
