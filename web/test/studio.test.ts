import { describe, expect, it } from 'vitest'
import { type Doc, readDoc, waysOf } from '@/features/studio/doc'
import {
  addList,
  addStage,
  addStep,
  addWay,
  blankDoc,
  changeStage,
  moveStage,
  moveStep,
  nearest,
  placeAt,
  pointerOf,
  removeList,
  removeStage,
  removeStep,
  setWays,
} from '@/features/studio/edits'
import { DraftStore } from '@/features/studio/store'

function three(): Doc {
  let doc = blankDoc('trial', '试行', 'Trial')
  for (const _ of [2, 3]) doc = addStage(doc).doc
  for (const stage of ['stage_1', 'stage_2']) for (const _ of [1, 2]) doc = addStep(doc, stage).doc
  return doc
}

const keys = (doc: Doc) => doc.stages.map(stage => `${stage.key}:${(stage.steps ?? []).map(s => s.key).join()}`)

describe('edits of a document', () => {
  it('adds, moves and removes stages and steps, and leaves the rest as it is', () => {
    const doc = three()
    expect(keys(doc)).toEqual(['stage_1:step_1,step_2', 'stage_2:step_3,step_4', 'stage_3:'])
    expect(keys(moveStage('stage_3', 0)(doc))).toEqual(['stage_3:', 'stage_1:step_1,step_2', 'stage_2:step_3,step_4'])
    expect(keys(moveStep('stage_1', 'step_1', 'stage_1', 1)(doc))[0]).toBe('stage_1:step_2,step_1')
    expect(keys(moveStep('stage_1', 'step_1', 'stage_2', 1)(doc))).toEqual([
      'stage_1:step_2',
      'stage_2:step_3,step_1,step_4',
      'stage_3:',
    ])
    const after = removeStep('stage_1', 'step_2')(doc)
    expect(after.stages[1]).toBe(doc.stages[1])
    expect(moveStage('stage_1', 0)(doc)).toBe(doc)
    expect(addStage(doc, 'stage_1').doc.stages[1]?.key).toBe('stage_4')
  })

  it('branches, loops back, and forgets branches to what is gone', () => {
    const doc = addWay('stage_1', 'stage_3')(three())
    expect(waysOf(doc, 0)).toEqual([{ to: 'stage_2' }, { to: 'stage_3' }])
    const loop = addWay('stage_3', 'stage_1')(doc)
    expect(waysOf(loop, 2)).toEqual([{ to: 'stage_1' }])
    expect(addWay('stage_3', 'stage_1')(loop)).toBe(loop)
    expect(addWay('stage_1', 'stage_1')(doc)).toBe(doc)
    const gone = removeStage('stage_3')(loop)
    expect(gone.stages[0]?.next).toEqual([{ to: 'stage_2' }])
    expect('next' in (removeStage('stage_1')(loop).stages[1] ?? {})).toBe(false)
    expect(setWays('stage_1', [{ to: 'stage_2' }])(doc).stages[0]?.next).toBeUndefined()
    expect(setWays('stage_1', [])(doc).stages[0]?.next).toEqual([])
  })

  it('takes a question list out of the steps that ask it', () => {
    const { doc, key } = addList(three())
    const asked = changeStage('stage_1', s => ({
      ...s,
      steps: s.steps?.map(step => ({ ...step, questions: [key, 'other'] })),
    }))(doc)
    const without = removeList(key)(asked)
    expect(without.questions).toEqual([])
    expect(without.stages[0]?.steps?.[0]?.questions).toEqual(['other'])
    expect(without.stages[1]).toBe(asked.stages[1])
  })

  it('finds the place of a fault and back', () => {
    const doc = three()
    for (const pointer of ['/stages/1/steps/1', '/stages/2', '/sop'])
      expect(pointerOf(doc, placeAt(doc, pointer))).toBe(pointer)
    expect(placeAt(doc, '/stages/1/steps/0/title/en')).toEqual({ kind: 'step', stage: 'stage_2', step: 'step_3' })
    expect(placeAt(doc, '/questions/0')).toEqual({ kind: 'sop' })
    expect(nearest(doc, { kind: 'step', stage: 'stage_1', step: 'gone' })).toEqual({ kind: 'stage', stage: 'stage_1' })
    expect(nearest(doc, { kind: 'stage', stage: 'gone' })).toEqual({ kind: 'sop' })
  })

  it('reads only what the page can draw', () => {
    expect(readDoc(three())).not.toBeNull()
    for (const broken of [null, 'x', {}, { sop: {}, stages: [] }, { ...three(), stages: [{ key: 'a' }] }])
      expect(readDoc(broken)).toBeNull()
  })
})

describe('undo', () => {
  it('takes back strokes as one and goes forth again', () => {
    const store = new DraftStore(three())
    const start = store.doc
    const name = (zh: string) => changeStage('stage_1', s => ({ ...s, name: { ...s.name, zh } }))
    store.apply(name('甲'), 'name', 0)
    store.apply(name('甲乙'), 'name', 500)
    store.apply(name('丙'), 'name', 5_000)
    expect(store.doc.stages[0]?.name.zh).toBe('丙')
    store.undo()
    expect(store.doc.stages[0]?.name.zh).toBe('甲乙')
    store.undo()
    expect(store.doc).toBe(start)
    store.undo()
    store.redo()
    store.redo()
    expect(store.doc.stages[0]?.name.zh).toBe('丙')
    store.undo()
    store.apply(removeStage('stage_3'))
    expect(store.canRedo).toBe(false)
    store.apply(doc => doc)
    store.undo()
    expect(store.doc.stages.length).toBe(3)
  })
})
