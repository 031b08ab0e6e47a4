import { z } from 'zod'

const PATTERN = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2}))?$/

/** `2025-09-04` (its first instant) or `2024-05-13 12:59:45`, both UTC here; epoch ms. */
export const moment = z.string('one value is expected').transform((value, context) => {
  const [, date, time = '00:00:00'] = PATTERN.exec(value) ?? []
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`)
  // Date.parse takes 2025-02-31 for the third of March.
  if (!Number.isNaN(at) && momentText(at) === `${date} ${time}`) return at
  context.addIssue({ code: 'custom', message: 'yyyy-MM-dd or yyyy-MM-dd HH:mm:ss is expected' })
  return z.NEVER
})

/** `yyyy-MM-dd HH:mm:ss`, UTC. */
export function momentText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}
