import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test'
import { startStack, type Stack } from '../e2e/support/stack.ts'
import { wordsIn, type Language } from './words.ts'

export type Look = { theme: 'light' | 'dark'; language: Language }
export type Role = 'operator' | 'viewer' | 'admin'

/** The widths of the design board: a desk and a phone. */
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

/** One look of the whole product: its pages, its words, and a camera. */
export type Stage = {
  stack: Stack
  look: Look
  words: (place: string) => string
  pageOf: (role: Role) => Promise<Page>
  stranger: () => Promise<Page>
  /** `name-1440-light-en.png` and `name-390-light-en.png`; `whole` takes the page to its end. */
  shoot: (page: Page, name: string, options?: { whole?: boolean }) => Promise<void>
  button: (within: Page | Locator, place: string) => Locator
  close: () => Promise<void>
}

export async function openStage(
  browser: Browser,
  look: Look,
  { folder, certificates }: { folder: string; certificates: number },
): Promise<Stage> {
  // Two copies of the audit: one that keeps up, and one that nobody takes.
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'rescind-pictures-')), 'audit.jsonl')
  const env = {
    RESCIND_AUDIT_SHIP_FILE: file,
    RESCIND_AUDIT_SHIP_WEBHOOK_URL: 'https://127.0.0.1:1/services/collector',
  }
  const stack = await startStack({ certificates, env })
  const words = wordsIn(look.language)
  const contexts: BrowserContext[] = []
  mkdirSync(folder, { recursive: true })
  async function newPage(): Promise<Page> {
    const context = await browser.newContext({
      baseURL: stack.origin,
      colorScheme: look.theme,
      locale: look.language === 'en' ? 'en-GB' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: sizes[0] ?? null,
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    return context.newPage()
  }
  return {
    stack,
    look,
    words,
    stranger: newPage,
    pageOf: async (role) => {
      const page = await newPage()
      await page.goto('/sign-in')
      await page.getByLabel(words('sign-in.email')).fill(`${role}@example.test`)
      await page.getByLabel(words('sign-in.password')).fill(stack.password)
      await page.getByRole('button', { name: words('sign-in.submit') }).click()
      await page.waitForURL((url) => url.pathname === '/')
      return page
    },
    shoot: async (page, name, { whole = false } = {}) => {
      for (const size of sizes) {
        await page.setViewportSize(size)
        const file = `${name}-${String(size.width)}-${look.theme}-${look.language}.png`
        await page.screenshot({ path: path.join(folder, file), fullPage: whole, animations: 'disabled' })
      }
      await page.setViewportSize(sizes[0] ?? { width: 1440, height: 900 })
    },
    button: (within, place) => within.getByRole('button', { name: words(place), exact: true }),
    close: async () => {
      for (const context of contexts) await context.close()
      await stack.stop()
    },
  }
}
