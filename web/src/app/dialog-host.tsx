import { lazy, Suspense } from 'react'
import { useStore } from '@/lib/store'
import { closeDialog, type DialogSpec, dialogs } from './dialogs'

const Palette = lazy(() => import('./palette').then(m => ({ default: m.Palette })))
const HelpDialog = lazy(() => import('./help-dialog').then(m => ({ default: m.HelpDialog })))
const CreateDialog = lazy(() => import('@/records/create-dialog').then(m => ({ default: m.CreateDialog })))
const EditDialog = lazy(() => import('@/records/edit-dialog').then(m => ({ default: m.EditDialog })))
const FieldDialog = lazy(() => import('@/records/field-dialog').then(m => ({ default: m.FieldDialog })))
const LogDialog = lazy(() => import('@/features/opportunities/log-dialog').then(m => ({ default: m.LogDialog })))
const AnswerDialog = lazy(() => import('@/features/sop/answer-dialog').then(m => ({ default: m.AnswerDialog })))
const StepDialog = lazy(() => import('@/features/sop/step-dialog').then(m => ({ default: m.StepDialog })))
const GateDialog = lazy(() => import('@/features/sop/gate-dialog').then(m => ({ default: m.GateDialog })))
const reasons = () => import('@/features/sop/reason-dialogs')
const ReasonDialog = lazy(() => reasons().then(m => ({ default: m.ReasonDialog })))
const LoseDialog = lazy(() => reasons().then(m => ({ default: m.LoseDialog })))
const WaiveDialog = lazy(() => reasons().then(m => ({ default: m.WaiveDialog })))
const PersonDialog = lazy(() => import('@/features/people/person-dialog').then(m => ({ default: m.PersonDialog })))
const RoleDialog = lazy(() => import('@/features/people/role-dialog').then(m => ({ default: m.RoleDialog })))
const LinkDialog = lazy(() => import('@/features/people/link-dialog').then(m => ({ default: m.LinkDialog })))
const HandoverDialog = lazy(() =>
  import('@/features/people/handover-dialog').then(m => ({ default: m.HandoverDialog })),
)
const PostponeDialog = lazy(() => import('@/features/today/postpone-dialog').then(m => ({ default: m.PostponeDialog })))

/** The dialogs that are open, one over the other. */
export default function DialogHost() {
  const open = useStore(dialogs)
  return open.map(spec => (
    <Suspense key={spec.kind}>
      <One spec={spec} />
    </Suspense>
  ))
}

function One({ spec }: { spec: DialogSpec }) {
  const onClose = () => closeDialog(spec)
  switch (spec.kind) {
    case 'palette':
      return <Palette onClose={onClose} />
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
