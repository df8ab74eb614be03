/** Owns the hand-written examples of what people save of scenarios. */
import type { EventOf } from '../../shared/events.ts'

export const SAMPLE_SCENARIO_EVENTS: {
  readonly [K in 'ScenarioSaved' | 'ScenarioRemoved']: EventOf<K>
} = {
  ScenarioSaved: {
    type: 'ScenarioSaved',
    scenario: '5d0c9a44-1f7e-4b35-9a43-0f3b7a1c2d11',
    version: 2,
    name: 'Harbour Street shut for a week',
    definition:
      '{"horizonDays":14,"operators":[{"kind":"nodeOutage","locations":["gln:9506000134352"],"stock":"evacuable","window":{"days":7,"fromDay":0}}],"scope":{"region":"ME"}}',
    shared: true,
    actor: 'ada',
    role: 'analyst',
  },
  ScenarioRemoved: {
    type: 'ScenarioRemoved',
    scenario: '5d0c9a44-1f7e-4b35-9a43-0f3b7a1c2d11',
    why: 'The street is open again',
    actor: 'ada',
    role: 'analyst',
  },
}
