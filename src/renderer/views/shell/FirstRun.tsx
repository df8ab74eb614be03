/** Owns the first minute: what the tower is for, and the two ways in. */
import { Button } from '@mantine/core'
import { IconMap2, IconPlugConnected } from '@tabler/icons-react'
import type { TowerStatus } from '../../../shared/readModels/tower.ts'
import { go } from '../../stores/address.ts'
import { useOpenNetwork } from './useOpenNetwork.ts'
import classes from './Shell.module.css'

export function FirstRun({ status }: { status: TowerStatus }) {
  const network = useOpenNetwork()
  return (
    <div className={classes.first} data-testid="first-run">
      <div>
        <h1>Nothing has come in yet</h1>
        <p className="dim">
          Omnitower keeps one ledger of your stock and shipments from the feeds of stores, distribution
          centres and carriers, and shows where things stand. There are two ways to begin.
        </p>
      </div>
      <div className={classes.ways}>
        <section className={classes.way}>
          <IconMap2 size={26} stroke={1.4} aria-hidden="true" />
          <h2>Look round first</h2>
          <p className="dim">
            A made-up network of stores and distribution centres that sends real formats over the real ways
            in. It has a data folder of its own; yours stays empty.
          </p>
          <Button
            loading={network.pending}
            disabled={!status.sampleAvailable}
            onClick={() => network.open('sample')}
            data-testid="open-sample"
          >
            Open the sample network
          </Button>
          {status.sampleAvailable ? null : <span className="dim">This host does not offer it.</span>}
        </section>
        <section className={classes.way}>
          <IconPlugConnected size={26} stroke={1.4} aria-hidden="true" />
          <h2>Use your own data</h2>
          <p className="dim">
            Give a feed a name and get its address, its key and a command to try. The first record is shown as
            it arrives.
          </p>
          <Button variant="default" onClick={() => go('/feeds/new')} data-testid="connect-feed">
            Connect a feed
          </Button>
        </section>
      </div>
    </div>
  )
}
