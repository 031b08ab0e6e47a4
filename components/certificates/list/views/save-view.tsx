'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { changeViewAction, saveViewAction } from '#lib/views/actions.ts'
import type { SavedView } from '#lib/views/schema.ts'
import type { OpenedView } from './opened-view.ts'
import type { ViewActs } from './use-view-acts.ts'
import { useNameError, ViewFields } from './view-fields.tsx'

/** The address under a name, where it is none of the views yet; or in the place of what the opened one was. */
export function SaveView({
  opened,
  here,
  mayShare,
  acts,
  onSaved,
  onRenewed,
}: {
  opened: OpenedView
  here: string
  mayShare: boolean
  acts: ViewActs
  onSaved: (view: SavedView) => void
  /** With what the view was before. */
  onRenewed: (before: SavedView) => void
}) {
  const t = useTranslations('views')
  const [name, setName] = useState('')
  const nameError = useNameError(name)
  const [isShared, setShared] = useState(false)
  if (here === '') return <p className="border-t border-line px-4 py-2.5 text-small text-ink-2">{t('howToSave')}</p>
  if (opened?.isChanged === false) return null
  const save = () => {
    void acts
      .run(() => saveViewAction({ name, params: here, isShared }))
      .then((saved) => saved !== null && onSaved(saved))
  }
  const renew = ({ view }: NonNullable<OpenedView>) => {
    void acts
      .run(() => changeViewAction({ id: view.id, params: here }))
      .then((renewed) => renewed !== null && onRenewed(view))
  }
  return (
    <form
      className="border-t border-line px-4 pt-2.5 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (nameError === undefined) save()
      }}
    >
      {opened?.view.isMine === true ? (
        <Renew view={opened.view} isRunning={acts.isRunning} onRenew={() => renew(opened)} />
      ) : null}
      <h2 className="mb-1 font-semibold">{t('saveThis')}</h2>
      <ViewFields
        id="new-view"
        name={name}
        error={nameError}
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

function Renew({ view, isRunning, onRenew }: { view: SavedView; isRunning: boolean; onRenew: () => void }) {
  const t = useTranslations('views')
  return (
    <div className="mb-2.5 flex flex-wrap items-center justify-end gap-x-3 gap-y-1.5 border-b border-line pb-2.5">
      <span className="flex min-w-40 flex-1 gap-1.5">
        <UntrustedText text={view.name} cut /> <span className="flex-none text-ink-3">{t('changedSince')}</span>
      </span>
      <Button size="small" busy={isRunning ? t('saving') : undefined} onClick={onRenew}>
        {t('renew')}
      </Button>
    </div>
  )
}
