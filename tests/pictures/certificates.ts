import type { Page } from '@playwright/test'

/** The first certificate that the list's API gives for a filter. */
export async function findIdentifier(page: Page, query: string): Promise<string> {
  const answer = await page.request.get(`/api/certificates?${query}&limit=1`)
  const { items } = (await answer.json()) as { items: { identifier: string }[] }
  const [first] = items
  if (first === undefined) throw new Error(`no certificate for ${query}`)
  return first.identifier
}

export async function serialNumberOf(page: Page, identifier: string): Promise<string> {
  const answer = await page.request.get(`/api/certificates/${identifier}`)
  const { serialNumber } = (await answer.json()) as { serialNumber: string }
  return serialNumber
}
