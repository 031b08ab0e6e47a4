import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

// Loaded into each process of the console: the longest block of its event loop, and its memory, every half second.

const folder = process.env.BENCH_WATCH_FOLDER
if (isMainThread && folder !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  setInterval(() => {
    const line = { at: Date.now(), block: delays.max / 1e6, memory: process.memoryUsage.rss() }
    delays.reset()
    appendFileSync(`${folder}/${String(process.pid)}`, `${JSON.stringify(line)}\n`)
  }, 500).unref()
}
