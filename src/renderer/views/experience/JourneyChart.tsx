/** Owns the drawing of journeys as a Sankey diagram: width says how many orders. */
import { ResponsiveContainer, Sankey, Tooltip, type SankeyLinkProps, type SankeyNodeProps } from 'recharts'
import { JOURNEY_STAGES, type Journeys } from '../../../shared/readModels/experience.ts'
import { useFormat } from '../../components/useFormat.ts'
import { nodeWord, STAGE_WORDS } from './journeyWords.ts'
import classes from './Experience.module.css'

type JourneyNode = Journeys['nodes'][number]
/** Colours of Okabe and Ito, told apart with any colour vision; nothing rests on them alone. */
const STAGE_COLOURS = ['#56b4e9', '#0072b2', '#009e73', '#e69f00', '#cc79a7'] as const
const LABEL_PX = 150

interface Shown {
  payload: JourneyNode & { value: number; depth: number; targetNodes?: number[] }
}

export default function JourneyChart({ journeys }: { journeys: Journeys }) {
  const format = useFormat()
  const place = new Map(journeys.nodes.map(({ key }, index) => [key, index]))
  const data = {
    nodes: journeys.nodes.map((node) => ({ ...node, name: nodeWord(node) })),
    links: journeys.links.flatMap(({ from, to, orders }) => {
      const [source, target] = [place.get(from), place.get(to)]
      return source === undefined || target === undefined ? [] : [{ source, target, value: orders }]
    }),
  }
  const count = (value: number) => format.count(value, 'order', 'orders')
  const most = Math.max(
    ...JOURNEY_STAGES.map((stage) => journeys.nodes.filter((node) => node.stage === stage).length),
  )
  const node = (props: SankeyNodeProps) => {
    const { x, y, width, height } = props
    const { payload } = props as unknown as Shown
    const stage = JOURNEY_STAGES.indexOf(payload.stage)
    const isLast = stage === JOURNEY_STAGES.length - 1
    return (
      <g>
        <rect x={x} y={y} width={width} height={Math.max(1, height)} fill={STAGE_COLOURS[stage] ?? 'gray'} />
        <text
          x={isLast ? x - 6 : x + width + 6}
          y={y + height / 2}
          dy="0.35em"
          textAnchor={isLast ? 'end' : 'start'}
          className={classes.nodeName}
        >
          {payload.name}
          <tspan className={classes.nodeCount}> {format.compact(payload.value)}</tspan>
        </text>
      </g>
    )
  }
  const link = (props: SankeyLinkProps) => (
    <path
      d={`M${props.sourceX},${props.sourceY} C${props.sourceControlX},${props.sourceY} ${props.targetControlX},${props.targetY} ${props.targetX},${props.targetY}`}
      strokeWidth={Math.max(1, props.linkWidth)}
      className={classes.journeyLink}
    />
  )
  return (
    <div className={classes.journey}>
      <div className={classes.stages}>
        {JOURNEY_STAGES.map((stage, index) => (
          <span key={stage}>
            <span style={{ background: STAGE_COLOURS[index] }} aria-hidden="true" />
            {STAGE_WORDS[stage]}
          </span>
        ))}
      </div>
      <div
        role="img"
        aria-label={`Journeys of ${count(journeys.orders)} from first touch to return; the table has every figure`}
        className={classes.journeyChart}
        style={{ minHeight: most * 34 }}
      >
        <ResponsiveContainer width="100%" height="100%">
          <Sankey
            data={data}
            node={node}
            link={link}
            nodeWidth={12}
            nodePadding={22}
            sort={false}
            // An order that is still open ends at its outcome.
            align="left"
            margin={{ top: 8, right: LABEL_PX / 3, bottom: 8, left: 4 }}
          >
            <Tooltip content={<FlowTip say={count} />} />
          </Sankey>
        </ResponsiveContainer>
      </div>
    </div>
  )
}

/** @param payload given by the chart: what lies under the pointer */
function FlowTip({
  say,
  payload,
}: {
  say(orders: number): string
  payload?: { name: string; value: number }[]
}) {
  const item = payload?.[0]
  return item ? (
    <div className={classes.tip}>
      {item.name}: {say(item.value)}
    </div>
  ) : null
}
