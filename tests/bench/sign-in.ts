import { chromium } from '@playwright/test'
import { findBrowser } from '../support/browser.ts'

/** By the form, as a browser without JavaScript does; the cookies for further requests. */
export async function signIn(origin: string, password: string): Promise<string> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: findBrowser(), args })
  try {
    const page = await browser.newPage({ baseURL: origin, locale: 'en-GB' })
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill('admin@example.test')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    const cookies = await page.context().cookies()
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  } finally {
    await browser.close()
  }
}
