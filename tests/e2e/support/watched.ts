import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test'

export type Watched = {
  open: (options?: BrowserContextOptions) => Promise<BrowserContext>
  /** Ends all of them. What they complained about: a violation of the CSP, an error on the console, an uncaught exception. */
  close: () => Promise<string[]>
}

/** The only door to a browser context of these tests: whoever uses it, signed in or not, is watched. */
export function watchedContexts(browser: Browser, baseURL: string): Watched {
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  return {
    open: async (options = {}) => {
      const context = await browser.newContext({ ...options, baseURL })
      contexts.push(context)
      await watch(context, complaints)
      return context
    },
    close: async () => {
      for (const context of contexts) await context.close()
      return complaints
    },
  }
}

async function watch(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.exposeFunction('reportViolation', (violation: string) => complaints.push(`CSP: ${violation}`))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report: unknown = Reflect.get(window, 'reportViolation')
      if (isReporter(report)) report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
      function isReporter(value: unknown): value is (violation: string) => void {
        return typeof value === 'function'
      }
    })
  })
  context.on('page', (page) => {
    page.on('console', (message) => {
      // "Failed to load resource" says how it was answered, but not what was asked.
      if (message.type() === 'error') complaints.push(`console: ${message.text()} ${pathOf(message.location().url)}`)
    })
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  })
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url
}
