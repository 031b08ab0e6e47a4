import { benchConfirm } from './confirm.ts'
import { benchFirstLoad } from './first-load.ts'
import { benchLimiter } from './limiter.ts'
import { heading, printRow } from './print.ts'
import type { Row } from './row.ts'
import { benchStart } from './start.ts'
import { ensureBuilt } from '#lib/setup/build.ts'

// `npm run bench [limiter|confirm|start|first-load]`: each figure with its floor beside it and the ratio of the two,
// out of one run on one machine.

const benches: Record<string, () => Promise<Row[]>> = {
  limiter: benchLimiter,
  confirm: benchConfirm,
  start: benchStart,
  'first-load': benchFirstLoad,
}

await ensureBuilt()
process.stdout.write(`${heading}\n`)
const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = benches[name]
  if (!bench) throw new Error(`no bench "${name}"; there are ${Object.keys(benches).join(', ')}`)
  for (const row of await bench()) process.stdout.write(`${printRow(row)}\n`)
}
