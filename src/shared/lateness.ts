/** Owns the bins that lateness is sorted into: the store sums by them, and answers are told by them. */

/** Bounds in hours after the promise: a bin is more than one bound and at most the next. In time is at most 0. */
export const LATE_BOUNDS_HOURS = [-168, -72, -24, 0, 24, 72, 168, 336] as const
