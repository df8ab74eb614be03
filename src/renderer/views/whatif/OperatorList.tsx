/** Owns the list of what a scenario supposes, in the order in which it holds. */
import { useState } from 'react'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconChevronDown, IconPlus, IconTrash } from '@tabler/icons-react'
import { OPERATOR_KINDS, type ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import { addOperator, changeDefinition, useWhatifDraft } from '../../stores/whatif.ts'
import { OperatorForm } from './OperatorForm.tsx'
import { emptyOperator, operatorLine, operatorProblem, OPERATOR_WORDS } from './operatorWords.ts'
import classes from './Whatif.module.css'

export function OperatorList({ scope }: { scope: WhatifScope }) {
  const { definition } = useWhatifDraft()
  const { operators, horizonDays } = definition
  const [open, setOpen] = useState<number | null>(null)
  const nameOf = (id: string) => scope.locations.find(({ location }) => location === id)?.name ?? id
  const put = (index: number, operator: ScenarioOperator) =>
    changeDefinition({ operators: operators.map((each, at) => (at === index ? operator : each)) })
  const move = (index: number, by: 1 | -1) => {
    const next = [...operators]
    const [moved] = next.splice(index, 1)
    if (moved) next.splice(index + by, 0, moved)
    changeDefinition({ operators: next })
    setOpen(null)
  }
  return (
    <div className={classes.operators}>
      {operators.length === 0 ? (
        <p className="dim">
          Nothing: the plan is made for things as they are. Suppose an outage by clicking a location on the
          map.
        </p>
      ) : (
        <ol className={classes.operatorList} data-testid="operators">
          {operators.map((operator, index) => {
            const problem = operatorProblem(operator)
            const isOpen = open === index
            return (
              <li key={`${index} ${operator.kind}`} data-kind={operator.kind}>
                <div className={classes.operatorHead}>
                  <button
                    type="button"
                    className={classes.opener}
                    aria-expanded={isOpen}
                    onClick={() => setOpen(isOpen ? null : index)}
                  >
                    <strong className="clip">{OPERATOR_WORDS[operator.kind].title}</strong>
                    <span className={problem ? classes.problem : 'dim clip'}>
                      {problem ?? operatorLine(operator, nameOf)}
                    </span>
                  </button>
                  <ActionIcon
                    aria-label="Earlier"
                    title="Holds before the one above"
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  >
                    <IconArrowUp size={13} />
                  </ActionIcon>
                  <ActionIcon
                    aria-label="Later"
                    title="Holds after the one below"
                    disabled={index === operators.length - 1}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown size={13} />
                  </ActionIcon>
                  <ActionIcon
                    aria-label={`Take away: ${OPERATOR_WORDS[operator.kind].title}`}
                    onClick={() => {
                      changeDefinition({ operators: operators.filter((_each, at) => at !== index) })
                      setOpen(null)
                    }}
                  >
                    <IconTrash size={13} />
                  </ActionIcon>
                </div>
                {isOpen ? (
                  <OperatorForm
                    operator={operator}
                    scope={scope}
                    horizonDays={horizonDays}
                    onChange={(next) => put(index, next)}
                  />
                ) : null}
              </li>
            )
          })}
        </ol>
      )}
      <Menu position="bottom-start" shadow="md" withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            rightSection={<IconChevronDown size={14} />}
            data-testid="add-operator"
          >
            Suppose…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {OPERATOR_KINDS.map((kind) => (
            <Menu.Item
              key={kind}
              title={OPERATOR_WORDS[kind].about}
              onClick={() => {
                setOpen(operators.length)
                addOperator(emptyOperator(kind))
              }}
            >
              {OPERATOR_WORDS[kind].title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
