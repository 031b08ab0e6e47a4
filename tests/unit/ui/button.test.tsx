import { readFileSync } from 'node:fs'
import path from 'node:path'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Button } from '#components/ui/button.tsx'
import { RowAction } from '#components/ui/row-action.tsx'

describe('Button', () => {
  it('submits only when it is asked to by name', () => {
    expect(renderToStaticMarkup(<Button>Keep certificate</Button>)).toContain('type="button"')
    expect(renderToStaticMarkup(<Button type="submit">Sign in</Button>)).toContain('type="submit"')
  })

  it('stays, says why, and can neither submit nor be taken for ready while it is unavailable', () => {
    const markup = renderToStaticMarkup(
      <Button type="submit" look="danger-fill" unavailable="Choose a reason.">
        Revoke certificate
      </Button>,
    )
    expect(markup).toContain('type="button"')
    expect(markup).toContain('aria-disabled="true"')
    expect(markup).toContain('title="Choose a reason."')
    expect(markup).toContain('button-off')
    expect(markup).not.toContain('button-danger-fill')
    expect(markup).not.toContain(' disabled')
  })

  it('is drawn as what cannot be pressed', () => {
    const css = readFileSync(path.resolve(import.meta.dirname, '../../../app/globals.css'), 'utf8')
    expect(/\.button-off \{([^}]*)\}/.exec(css)?.[1]).toContain('border-dashed')
  })

  it('cannot be pressed twice while it runs', () => {
    const markup = renderToStaticMarkup(
      <Button type="submit" busy="Revoking">
        Revoke certificate
      </Button>,
    )
    expect(markup).toContain('type="button"')
    expect(markup).toContain('aria-disabled="true"')
    // The idle label holds the width open and is hidden from everybody.
    expect(markup).toMatch(/aria-hidden="true">Revoke certificate/)
  })
})

describe('RowAction', () => {
  it('is struck through and explained when it is not allowed', () => {
    const markup = renderToStaticMarkup(<RowAction unavailable="No fresh reading.">Revoke</RowAction>)
    expect(markup).toContain('line-through')
    expect(markup).toContain('aria-disabled="true"')
    expect(markup).toContain('title="No fresh reading."')
  })
})
