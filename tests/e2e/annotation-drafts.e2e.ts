import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

// What people write on a certificate, and what becomes of it while they are still writing.

const note = (page: Page) => page.getByRole('textbox', { name: 'Note' })
const resume = (page: Page) => page.getByRole('button', { name: 'Go on with what you were writing' })

test('what is being written outlasts the way elsewhere, until it is saved or discarded', async ({
  stack,
  operatorPage: page,
}) => {
  const identifier = await stack.issue()
  const edit = page.getByRole('button', { name: 'Edit owner, tags and note' })
  await page.goto(`/certificates/${identifier}`)
  await edit.click()
  await note(page).fill('Ask Lin first.')
  await page.getByRole('link', { name: 'Operations', exact: true }).click()
  await page.waitForURL('**/operations')
  await page.goBack()
  await resume(page).click()
  await expect(note(page)).toHaveValue('Ask Lin first.')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await edit.click()
  await expect(note(page)).toHaveValue('')
})
