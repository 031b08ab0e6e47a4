import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { VendorProvider } from '#components/shell/vendor.tsx'
import type { ConfirmState } from '#components/certificates/writing/use-confirm.ts'
import { WriteFooter } from '#components/certificates/writing/write-footer.tsx'
import { english } from '#lib/i18n/catalogs/english.ts'

/** Of each button its word, and whether it can be pressed. */
function buttonsOf(state: ConfirmState, off: string | null): [string, boolean][] {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <VendorProvider vendor="emulator">
        <WriteFooter
          course="revoke"
          others={[]}
          until={null}
          state={state}
          off={off}
          keepButton={null}
          onKeep={() => undefined}
          onConfirm={() => undefined}
        />
      </VendorProvider>
    </NextIntlClientProvider>,
  )
  return [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)].map(([, head = '', words = '']) => [
    words.replaceAll(/<[^>]*>/g, ' ').trim(),
    !head.includes('aria-disabled="true"'),
  ])
}

it('can be pressed when everything is there, and neither of its buttons while the call runs', () => {
  const ready: ConfirmState = { phase: 'ready', failure: null }
  expect(buttonsOf(ready, null).map(([, isOn]) => isOn)).toEqual([true, true])
  expect(buttonsOf(ready, 'Choose a reason to continue.').map(([, isOn]) => isOn)).toEqual([true, false])
  const running = buttonsOf({ phase: 'running', progress: 'sending' }, null)
  expect(running.map(([, isOn]) => isOn)).toEqual([false, false])
})
