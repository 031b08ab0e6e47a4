'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogColumn } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'

const sheet = [
  { act: 'search', keys: ['/'] },
  { act: 'move', keys: ['↑', '↓'] },
  { act: 'ends', keys: ['Home', 'End'] },
  { act: 'screen', keys: ['PgUp', 'PgDn'] },
  { act: 'open', keys: ['Enter'] },
  { act: 'select', keys: ['Space'] },
  { act: 'range', keys: ['Shift', '↑', '↓'] },
  { act: 'page', keys: ['Ctrl', 'A'] },
  { act: 'clear', keys: ['Esc'] },
  { act: 'help', keys: ['?'] },
] as const

/** What the list does by keyboard. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations('certificates.keys')
  return (
    <Dialog open narrow onClose={onClose} title={t('title')} footer={<Button onClick={onClose}>{t('close')}</Button>}>
      <DialogColumn>
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-center gap-x-5 gap-y-2">
          {sheet.map(({ act, keys }) => (
            <div key={act} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dt>
              <dd>{t(`act.${act}`)}</dd>
            </div>
          ))}
        </dl>
      </DialogColumn>
    </Dialog>
  )
}
