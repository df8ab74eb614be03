/** Owns what the keys of the Alerts screen do, in words. */

export const ALERT_KEYS: readonly [keys: readonly string[], does: string][] = [
  [['e'], 'Acknowledge (also: a)'],
  [['s'], 'Assign: to me, to somebody'],
  [['z'], 'Snooze until'],
  [['v'], 'Vote useful or noise'],
  [['x'], 'Select the alert, or all of a group'],
  [['Shift', 'x'], 'Select up to here'],
  [['u'], 'Undo the last act'],
  [['c'], 'Comment on the open alert'],
]
