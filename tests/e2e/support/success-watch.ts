import type { BrowserContext } from '@playwright/test'
import { wordsIn } from '#tests/pictures/words.ts'

// Everything on a page that says "it is done", with the time at which it first stood there. The watcher lives in the
// browser from before the page's own scripts, through every navigation, until the page is closed.

export type Sighting = {
  text: string
  /** Epoch ms. */
  at: number
  /** Whether the store had the success by then. */
  wasRecorded: boolean
}

const words = wordsIn('en')

/** What comes before the first time or name in a sentence of the catalogs. */
function opening(place: string): string {
  return /^[^{<]*/.exec(words(place))?.[0] ?? ''
}

const sentences = {
  revoke: [
    opening('receipt.headline.revoke.accepted'),
    opening('receipt.headline.revoke.found_proven'),
    'The emulator reports it revoked',
    words('receipt.status.awaited'),
  ],
  delete: [
    opening('receipt.headline.delete.accepted'),
    opening('receipt.headline.delete.found_proven'),
    words('receipt.status.tombstone'),
  ],
}
/** Marks, steps and cells: the whole text, as in a chip. */
const wholes = {
  revoke: [
    words('operations.state.succeeded.revoke'),
    words('operations.state.succeeded.revokeAccepted'),
    words('certificates.status.revoked'),
    words('receipt.step.title.accepted'),
    words('receipt.step.title.status'),
    words('receipt.reading.found.revoke.done'),
    'Found revoked',
  ],
  delete: [
    words('operations.state.succeeded.delete'),
    words('certificates.status.deleted'),
    words('receipt.step.title.accepted'),
    words('receipt.reading.found.delete.done'),
    'Found gone',
  ],
}

/**
 * Begins with the next page of the context; what it returns grows. Filters name every status there is: their labels are
 * not looked at.
 */
export async function watchForSuccess(
  context: BrowserContext,
  kind: 'revoke' | 'delete',
  isRecorded: () => boolean,
): Promise<readonly Sighting[]> {
  const seen: Sighting[] = []
  await context.exposeFunction('reportSuccess', (text: string, at: number) =>
    seen.push({ text, at, wasRecorded: isRecorded() }),
  )
  await context.addInitScript(
    ({ sentences, wholes }) => {
      const reported = new Set<string>()
      const isSuccess = (text: string) =>
        wholes.includes(text) || sentences.some((sentence) => text.startsWith(sentence.trimEnd()))
      const look = (root: Node) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        for (let node: Node | null = walker.currentNode; node !== null; node = walker.nextNode()) {
          const text = node instanceof Text ? node.data.trim() : ''
          if (text === '' || reported.has(text) || !isSuccess(text)) continue
          if (node.parentElement?.closest('label, select, option, script, [popover]') !== null) continue
          reported.add(text)
          const report: unknown = Reflect.get(window, 'reportSuccess')
          if (typeof report === 'function') Reflect.apply(report, undefined, [text, Date.now()])
        }
      }
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          for (const node of addedNodes) look(node)
          if (target instanceof Text) look(target)
        }
      }).observe(document, { childList: true, subtree: true, characterData: true })
    },
    { sentences: sentences[kind], wholes: wholes[kind] },
  )
  return seen
}

/** What was said before the success was recorded (epoch ms of the same machine's clock; null: it never was). */
export function saidTooEarly(sightings: readonly Sighting[], recordedAt: number | null): string[] {
  return sightings
    .filter(({ at, wasRecorded }) => !wasRecorded || recordedAt === null || at < recordedAt)
    .map(({ text }) => text)
}
