/** Owns a clock that is ahead: loaded before a hub, it lets a test see what happens days later, on the real program. */
const shiftMs = Number(process.env.OMNITOWER_TEST_SHIFT_MS ?? 0)
const now = Date.now.bind(Date)
Date.now = () => now() + shiftMs
