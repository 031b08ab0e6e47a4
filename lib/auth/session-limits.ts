const minuteMs = 60_000

/** Without a request for this long a session is over. */
export const IDLE_LIMIT_MS = 30 * minuteMs
/** Whatever happens, a session is over this long after its sign-in. */
export const ABSOLUTE_LIMIT_MS = 12 * 60 * minuteMs
/** last-seen is written at most this often: reading must not mean writing. */
export const TOUCH_INTERVAL_MS = minuteMs
