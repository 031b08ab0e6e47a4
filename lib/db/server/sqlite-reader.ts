import 'server-only'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import type { ReadingAnswer, ReadingOrder, ReadingQuestion } from './reading-thread.ts'
import { sqliteFile } from './sqlite.ts'

/**
 * SQLite answers at once or blocks: a count over a million rows would hold up every other request of the process. This
 * dialect reads in a thread of its own, which starts with the first query. It refuses to write, and knows no transactions;
 * as a snapshot it is one, from its first query until it is destroyed.
 */
export function sqliteReaderDialect(dataDir: string, order: Pick<ReadingOrder, 'isSnapshot' | 'cacheMib'>): Dialect {
  return {
    createAdapter: () => new ReaderAdapter(),
    createDriver: () => readerDriver({ file: sqliteFile(dataDir), ...order }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** The thread answers one question after the other; a stream of rows must not keep others waiting until its end. */
class ReaderAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function readerDriver(order: ReadingOrder): Driver {
  let reader: Reader | null = null
  const running = (): Reader => {
    // Another thread would see another state of the store.
    if (reader?.isOver() === true && order.isSnapshot) throw new Error('the snapshot is gone')
    if (reader === null || reader.isOver()) reader = startReader(order)
    return reader
  }
  let begun = 0
  const refuse = () => Promise.reject(new Error('only read from here'))
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      // What the columns hold is the caller's word, as with every Kysely driver.
      return { rows: (await running().ask(query)) as Row[] }
    },
    streamQuery: async function* <Row>(query: CompiledQuery, size: number): AsyncGenerator<QueryResult<Row>> {
      if (!order.isSnapshot) throw new Error('queries are streamed from a snapshot alone')
      const of = (begun += 1)
      for (;;) {
        const rows = (await running().ask(query, { of, size })) as Row[]
        if (rows.length > 0) yield { rows }
        if (rows.length < size) return
      }
    },
  }
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {
      await reader?.stop()
      reader = null
    },
  }
}

type Reader = {
  readonly ask: (query: CompiledQuery, portion?: ReadingQuestion['portion']) => Promise<unknown[]>
  readonly isOver: () => boolean
  readonly stop: () => Promise<void>
}

// Every process of ours runs in the folder of the sources. Next's bundler reads this line, too, and bundles the thread.
const THREAD_FILE = path.resolve('lib/db/server/reading-thread.ts')

function startReader(order: ReadingOrder): Reader {
  const thread = new Worker(THREAD_FILE, {
    workerData: order,
    env: {},
    execArgv: ['--conditions=react-server', '--disable-warning=ExperimentalWarning'],
    // Of a reading thread rows are the most, and they are gone with the answer.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  // It ends with the process, which does not wait for it.
  thread.unref()
  const waiting = new Map<number, PromiseWithResolvers<unknown[]>>()
  let asked = 0
  let isOver = false
  const end = (cause: Error) => {
    isOver = true
    for (const { reject } of waiting.values()) reject(cause)
    waiting.clear()
  }
  thread.on('error', end)
  thread.on('exit', () => {
    end(new Error('the reading thread has ended'))
  })
  thread.on('message', (answer: ReadingAnswer) => {
    const question = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) thread.unref()
    if ('rows' in answer) question?.resolve(answer.rows)
    else question?.reject(Object.assign(new Error(answer.failure.message), { code: answer.failure.code }))
  })
  return {
    isOver: () => isOver,
    ask: ({ sql, parameters }, portion) => {
      const question: ReadingQuestion = { id: (asked += 1), sql, parameters, ...(portion && { portion }) }
      const answer = Promise.withResolvers<unknown[]>()
      waiting.set(question.id, answer)
      // Somebody waits for the answer.
      thread.ref()
      thread.postMessage(question)
      return answer.promise
    },
    stop: async () => {
      await thread.terminate()
    },
  }
}
