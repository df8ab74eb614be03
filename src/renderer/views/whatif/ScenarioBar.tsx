/** Owns what is done with a scenario as a whole: opening, saving, sharing, cloning, removing, beginning anew. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconCopy,
  IconDeviceFloppy,
  IconDots,
  IconFilePlus,
  IconFolderOpen,
  IconShare,
  IconTrash,
} from '@tabler/icons-react'
import type { ScenarioRow, WhatifScope } from '../../../shared/readModels/whatif.ts'
import { notifyDone, notifyFailure, tellEnd } from '../../components/notify.tsx'
import { go } from '../../stores/address.ts'
import { client, useTowerQuery } from '../../stores/engine.ts'
import { setWhatifDraft, startAnew, tellWhatif, useWhatifDraft } from '../../stores/whatif.ts'
import classes from './Whatif.module.css'

const first = { limit: 50 }

export async function openScenario(scenario: string): Promise<void> {
  try {
    const detail = await client.call('whatif.scenario', { scenario })
    setWhatifDraft({
      definition: detail.definition,
      scenario,
      version: detail.version,
      name: detail.name,
      isChanged: false,
    })
    go('/whatif')
  } catch (error) {
    notifyFailure('The scenario could not be opened', error)
  }
}

export function ScenarioBar({ scope }: { scope: WhatifScope }) {
  const draft = useWhatifDraft()
  const list = useTowerQuery('whatif.scenarios', first)
  const rows = list.data?.rows ?? []
  const row = rows.find(({ scenario }) => scenario === draft.scenario)
  const isOwn = row?.mayChange === true
  const save = async () => {
    try {
      const saved = await tellWhatif('whatif.save', {
        name: draft.name.trim(),
        definition: draft.definition,
        ...(isOwn && draft.scenario !== null && draft.version !== null
          ? { scenario: draft.scenario, version: draft.version }
          : {}),
      })
      setWhatifDraft({ scenario: saved.scenario, version: saved.version, isChanged: false })
      notifyDone(`Saved as version ${saved.version}.`)
    } catch (error) {
      notifyFailure('The scenario was not saved', error)
    }
  }
  return (
    <div className={classes.strip} role="toolbar" aria-label="Scenario">
      <Opener rows={rows} />
      <Button
        variant="default"
        leftSection={<IconDeviceFloppy size={14} />}
        disabled={
          !scope.may.save || draft.name.trim() === '' || (!draft.isChanged && draft.scenario !== null)
        }
        title={
          !scope.may.save
            ? 'Your role may not save scenarios'
            : draft.name.trim() === ''
              ? 'Give it a name first'
              : isOwn || draft.scenario === null
                ? ''
                : 'Saves it as one of your own'
        }
        onClick={() => void save()}
        data-testid="save-scenario"
      >
        Save
      </Button>
      <Menu position="bottom-end" withinPortal shadow="md">
        <Menu.Target>
          <ActionIcon aria-label="More to do with the scenario">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFilePlus size={14} />}
            onClick={() => {
              startAnew()
              go('/whatif')
            }}
          >
            Begin a new one
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={14} />}
            disabled={!row || !scope.may.save}
            onClick={() => {
              if (!row) return
              void tellEnd(
                tellWhatif('whatif.clone', { scenario: row.scenario }),
                'It was not cloned',
                ({ scenario }) => void openScenario(scenario),
              )
            }}
          >
            Clone
          </Menu.Item>
          <Menu.Item
            leftSection={<IconShare size={14} />}
            disabled={!isOwn}
            onClick={() =>
              row &&
              void tellEnd(
                tellWhatif('whatif.share', { scenario: row.scenario, shared: !row.shared }),
                'That was not done',
                row.shared ? 'Only you see it now.' : 'Everybody sees it now.',
              )
            }
          >
            {row?.shared ? 'Share no longer' : 'Share with everybody'}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={14} />}
            disabled={!isOwn}
            onClick={() => {
              if (!row) return
              void tellEnd(
                tellWhatif('whatif.remove', { scenario: row.scenario }),
                'It was not removed',
                'Removed from the list.',
              )
              startAnew()
            }}
          >
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function Opener({ rows }: { rows: readonly ScenarioRow[] }) {
  return (
    <Menu position="bottom-start" withinPortal shadow="md" width={320}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFolderOpen size={14} />} data-testid="open-scenario">
          Open
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {rows.length === 0 ? <Menu.Label>No scenario is saved yet</Menu.Label> : null}
        {rows.map((row) => (
          <Menu.Item key={row.scenario} onClick={() => void openScenario(row.scenario)}>
            <span className={classes.two}>
              <span className="clip">{row.name}</span>
              <span className="dim clip">
                {row.summary} · {row.savedBy}
                {row.shared ? ', shared' : ''}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
