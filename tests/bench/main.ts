import { benchAppend } from './append.ts'
import { benchConfirm } from './confirm.ts'
import { benchFirstLoad } from './first-load.ts'
import { benchLimiter } from './limiter.ts'
import { heading, printRow } from './print.ts'
import { meetsTarget, type Row } from './row.ts'
import { benchList } from './list.ts'
import { benchStart } from './start.ts'
import { benchSync } from './sync.ts'
import { benchVerify } from './verify.ts'
import { ensureBuilt } from '#lib/setup/build.ts'

// `npm run bench [limiter|confirm|append|verify|start|first-load|list|sync]`: each figure with its floor beside it and the ratio of
// the two, out of one run on one machine.

const benches: Record<string, () => Promise<Row[]> | AsyncIterable<Row>> = {
  limiter: benchLimiter,
  confirm: benchConfirm,
  append: benchAppend,
  verify: benchVerify,
  start: benchStart,
  'first-load': benchFirstLoad,
  list: benchList,
  sync: benchSync,
}
const ofTheBuild = ['start', 'first-load', 'list']

const asked = process.argv.slice(2)
const names = asked.length > 0 ? asked : Object.keys(benches)
if (names.some((name) => ofTheBuild.includes(name))) await ensureBuilt()
process.stdout.write(`${heading}\n`)
for (const name of names) {
  const bench = benches[name]
  if (!bench) throw new Error(`no bench "${name}"; there are ${Object.keys(benches).join(', ')}`)
  for await (const row of await bench()) {
    process.stdout.write(`${printRow(row)}\n`)
    if (!meetsTarget(row)) process.exitCode = 1
  }
}
