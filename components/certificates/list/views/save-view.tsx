'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { changeViewAction, saveViewAction } from '#lib/views/actions.ts'
import type { OpenedView } from './opened-view.ts'
import type { ViewActs } from './use-view-acts.ts'
import { ViewFields } from './view-fields.tsx'

/** The address under a name, where it is none of the views yet; or in the place of what the opened one was. */
export function SaveView({
  opened,
  here,
  mayShare,
  acts,
}: {
  opened: OpenedView
  here: string
  mayShare: boolean
  acts: ViewActs
}) {
  const t = useTranslations('views')
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  if (here === '') return <p className="border-t border-line px-4 py-2.5 text-small text-ink-2">{t('howToSave')}</p>
  if (opened?.isChanged === false) return null
  const save = () => {
    void acts.run(() => saveViewAction({ name, params: here, isShared }))
  }
  return (
    <form
      className="border-t border-line px-4 pt-2.5 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {opened?.view.isMine === true ? <Renew opened={opened} here={here} acts={acts} /> : null}
      <h2 className="mb-1 font-semibold">{t('saveThis')}</h2>
      <ViewFields
        id="new-view"
        name={name}
        isShared={isShared}
        mayShare={mayShare}
        onName={setName}
        onShared={setShared}
      />
      <span className="mt-2 flex justify-end">
        <Button look="primary" size="small" type="submit" busy={acts.isRunning ? t('saving') : undefined}>
          {t('saveView')}
        </Button>
      </span>
    </form>
  )
}

function Renew({ opened: { view }, here, acts }: { opened: NonNullable<OpenedView>; here: string; acts: ViewActs }) {
  const t = useTranslations('views')
  return (
    <div className="mb-2.5 flex items-center gap-3 border-b border-line pb-2.5">
      <span className="flex min-w-0 flex-1 gap-1.5">
        <UntrustedText text={view.name} cut /> <span className="flex-none text-ink-3">{t('changedSince')}</span>
      </span>
      <Button
        size="small"
        busy={acts.isRunning ? t('saving') : undefined}
        onClick={() => void acts.run(() => changeViewAction({ id: view.id, params: here }))}
      >
        {t('renew')}
      </Button>
    </div>
  )
}
