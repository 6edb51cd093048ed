import { CatchBoundary } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { errorText } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { useStore } from '@/lib/store'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { Coming } from './coming'
import { closeDialog, type DialogSpec, dialogs } from './dialogs'

const FILES = {
  new: late(() => import('./new-sheet')),
  palette: late(() => import('./palette')),
  help: late(() => import('./help-dialog')),
  create: late(() => import('@/records/create-dialog')),
  edit: late(() => import('@/records/edit-dialog')),
  field: late(() => import('@/records/field-dialog')),
  log: late(() => import('@/features/opportunities/log-dialog')),
  answer: late(() => import('@/features/sop/answer-dialog')),
  step: late(() => import('@/features/sop/step-dialog')),
  gate: late(() => import('@/features/sop/gate-dialog')),
  reasons: late(() => import('@/features/sop/reason-dialogs')),
  person: late(() => import('@/features/people/person-dialog')),
  role: late(() => import('@/features/people/role-dialog')),
  link: late(() => import('@/features/people/link-dialog')),
  handover: late(() => import('@/features/people/handover-dialog')),
  postpone: late(() => import('@/features/today/postpone-dialog')),
}

const NewSheet = lazy(() => FILES.new().then(m => ({ default: m.NewSheet })))
const Palette = lazy(() => FILES.palette().then(m => ({ default: m.Palette })))
const HelpDialog = lazy(() => FILES.help().then(m => ({ default: m.HelpDialog })))
const CreateDialog = lazy(() => FILES.create().then(m => ({ default: m.CreateDialog })))
const EditDialog = lazy(() => FILES.edit().then(m => ({ default: m.EditDialog })))
const FieldDialog = lazy(() => FILES.field().then(m => ({ default: m.FieldDialog })))
const LogDialog = lazy(() => FILES.log().then(m => ({ default: m.LogDialog })))
const AnswerDialog = lazy(() => FILES.answer().then(m => ({ default: m.AnswerDialog })))
const StepDialog = lazy(() => FILES.step().then(m => ({ default: m.StepDialog })))
const GateDialog = lazy(() => FILES.gate().then(m => ({ default: m.GateDialog })))
const ReasonDialog = lazy(() => FILES.reasons().then(m => ({ default: m.ReasonDialog })))
const LoseDialog = lazy(() => FILES.reasons().then(m => ({ default: m.LoseDialog })))
const WaiveDialog = lazy(() => FILES.reasons().then(m => ({ default: m.WaiveDialog })))
const PersonDialog = lazy(() => FILES.person().then(m => ({ default: m.PersonDialog })))
const RoleDialog = lazy(() => FILES.role().then(m => ({ default: m.RoleDialog })))
const LinkDialog = lazy(() => FILES.link().then(m => ({ default: m.LinkDialog })))
const HandoverDialog = lazy(() => FILES.handover().then(m => ({ default: m.HandoverDialog })))
const PostponeDialog = lazy(() => FILES.postpone().then(m => ({ default: m.PostponeDialog })))

/** Fetches every dialog ahead, so that a call can be logged in a lift. */
export function fetchDialogs() {
  for (const file of Object.values(FILES)) void file()
}

/** The dialogs that are open, one over the other. */
export default function DialogHost() {
  const open = useStore(dialogs)
  return open.map(spec => (
    <CatchBoundary
      key={spec.kind}
      getResetKey={() => spec.kind}
      errorComponent={({ error }) => <Broken error={error} onClose={() => closeDialog(spec)} />}
    >
      <Suspense fallback={<Coming onClose={() => closeDialog(spec)} />}>
        <One spec={spec} />
      </Suspense>
    </CatchBoundary>
  ))
}

/** A dialog that could not be drawn; the page below it stays. */
function Broken({ error, onClose }: { error: unknown; onClose: () => void }) {
  const { t } = useT()
  return (
    <Dialog open onClose={onClose} title={t('late.broken')}>
      <DialogBody>
        <p role="alert" className="text-sm">
          {errorText(error)}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </DialogFoot>
    </Dialog>
  )
}

function One({ spec }: { spec: DialogSpec }) {
  const onClose = () => closeDialog(spec)
  switch (spec.kind) {
    case 'palette':
      return <Palette onClose={onClose} />
    case 'new':
      return <NewSheet onClose={onClose} />
    case 'help':
      return <HelpDialog onClose={onClose} />
    case 'create':
      if (spec.object === 'users') return <PersonDialog {...spec} onClose={onClose} />
      if (spec.object === 'roles') return <RoleDialog onClose={onClose} />
      return <CreateDialog {...spec} onClose={onClose} />
    case 'edit':
      return <EditDialog {...spec} onClose={onClose} />
    case 'field':
      return <FieldDialog {...spec} onClose={onClose} />
    case 'log':
      return <LogDialog {...spec} onClose={onClose} />
    case 'answer':
      return <AnswerDialog {...spec} onClose={onClose} />
    case 'step':
      return <StepDialog {...spec} onClose={onClose} />
    case 'gate':
      return <GateDialog {...spec} onClose={onClose} />
    case 'reason':
      return <ReasonDialog {...spec} onClose={onClose} />
    case 'lose':
      return <LoseDialog {...spec} onClose={onClose} />
    case 'waive':
      return <WaiveDialog {...spec} onClose={onClose} />
    case 'link':
      return <LinkDialog {...spec} onClose={onClose} />
    case 'handover':
      return <HandoverDialog {...spec} onClose={onClose} />
    case 'postpone':
      return <PostponeDialog {...spec} onClose={onClose} />
  }
}
