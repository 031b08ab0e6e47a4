'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import type { ButtonLook, ButtonSize } from './button-look.ts'
import { LiveRegion } from './live-region.tsx'

type Outcome = 'idle' | 'copied' | 'failed'

/**
 * Copies a value and says so to everybody: the icon changes, the name does not, and the result is announced. When the
 * browser refuses (plain http, no permission) it says that the text must be selected by hand; it never pretends.
 */
export function CopyButton({
  value,
  label,
  icon = 'copy',
  look = 'outline',
  size = 'regular',
  bare = false,
}: {
  value: string
  /** The button's name, which also begins the announcement: `Copy RequestId`. */
  label: string
  icon?: 'copy' | 'link'
  look?: ButtonLook
  size?: ButtonSize
  /** The icon alone, right behind its value; the name is still there for whoever hears it. */
  bare?: boolean
}) {
  const t = useTranslations('ui.copy')
  const [outcome, setOutcome] = useState<Outcome>('idle')

  useEffect(() => {
    if (outcome === 'idle') return
    const timer = setTimeout(() => {
      setOutcome('idle')
    }, 4000)
    return () => {
      clearTimeout(timer)
    }
  }, [outcome])

  const copy = () => {
    writeToClipboard(value).then(
      () => {
        setOutcome('copied')
      },
      () => {
        setOutcome('failed')
      },
    )
  }
  const icons = { idle: icon, copied: 'check', failed: 'caution' } as const
  return (
    <span>
      <Button look={look} size={size} icon={icons[outcome]} onClick={copy}>
        {bare ? <span className="sr-only">{label}</span> : label}
      </Button>
      <LiveRegion hidden={outcome !== 'failed'}>
        {outcome === 'copied' ? t('copied', { label }) : outcome === 'failed' ? t('failed') : null}
      </LiveRegion>
    </span>
  )
}

async function writeToClipboard(value: string): Promise<void> {
  await navigator.clipboard.writeText(value)
}
