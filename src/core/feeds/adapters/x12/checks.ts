/** Owns the checks of an X12 envelope's counts and control numbers; a fault names its segment and element. */
import type { FunctionalGroup, Interchange, TransactionSet } from './envelope.ts'
import type { Fault } from './segments.ts'

const same = (left: string, right: string) =>
  left === right || (/^\d+$/.test(left) && /^\d+$/.test(right) && BigInt(left) === BigInt(right))

function controlFault(field: string, stated: string | undefined, opener: string, opened: string | undefined) {
  if (stated !== undefined && opened !== undefined && stated !== '' && same(stated, opened)) return undefined
  return { field, reason: `${field} is "${stated ?? ''}" where ${opener} is "${opened ?? ''}"` }
}

function countFault(
  field: string,
  stated: string | undefined,
  counted: number,
  what: string,
): Fault | undefined {
  if (stated !== undefined && /^\d{1,10}$/.test(stated) && Number(stated) === counted) return undefined
  return {
    field,
    reason: `${field} states ${stated === undefined || stated === '' ? 'no count' : `"${stated}"`} ${what}, there are ${counted}`,
  }
}

/** Faults that hold for every set of the interchange. */
export function interchangeFault({ isa, groups, iea }: Interchange): Fault | undefined {
  if (!iea) return { field: 'IEA', reason: 'IEA is missing: the interchange is cut off before its trailer' }
  const wrapped = groups.filter((group) => group.gs).length
  return (
    controlFault('IEA02', iea.elements[2], 'ISA13', isa.elements[13]) ??
    countFault('IEA01', iea.elements[1], wrapped, 'functional groups')
  )
}

/** Faults that hold for every set of the group. */
export function groupFault({ gs, sets, ge }: FunctionalGroup): Fault | undefined {
  if (!gs)
    return { field: 'GS', reason: 'GS is missing: the transaction set stands outside a functional group' }
  if (!ge) return { field: 'GE', reason: 'GE is missing: the functional group is cut off before its trailer' }
  return (
    controlFault('GE02', ge.elements[2], 'GS06', gs.elements[6]) ??
    countFault('GE01', ge.elements[1], sets.length, 'transaction sets')
  )
}

/** Faults of one set. SE01 counts the segments from ST to SE, both included (X12.6). */
export function setFault({ segments, closed }: TransactionSet): Fault | undefined {
  const st = segments[0]
  const se = segments.at(-1)
  if (!closed || !se)
    return { field: 'SE', reason: 'SE is missing: the transaction set is cut off before its trailer' }
  return (
    controlFault('SE02', se.elements[2], 'ST02', st?.elements[2]) ??
    countFault('SE01', se.elements[1], segments.length, 'segments')
  )
}
