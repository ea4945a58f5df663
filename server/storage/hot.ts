import type { CompiledQuery, Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** The few statements of every turn, written to SQL once; each call only brings its values, in the order of the placeholders. */
export function createHot(db: Kysely<Tables>) {
  const once = <Row>(compiled: CompiledQuery<Row>) => {
    return async (parameters: readonly (string | number | null)[]): Promise<Row[]> =>
      (await db.executeQuery<Row>({ ...compiled, parameters })).rows
  }
  return {
    record: once(
      db
        .selectFrom('records')
        .select(['kind', 'id', 'seq', 'at', 'body'])
        .where('feed', '=', '')
        .where('kind', '=', '')
        .where('id', '=', '')
        .compile(),
    ),
    recordsAfter: once(
      db
        .selectFrom('records')
        .select(['kind', 'id', 'seq', 'at', 'body'])
        .where('feed', '=', '')
        .where('seq', '>', 0)
        .orderBy('seq')
        .limit(1)
        .compile(),
    ),
    outcome: once(db.selectFrom('outcomes').selectAll().where('id', '=', '').compile()),
    nextSeq: once(
      db
        .updateTable('feeds')
        .set((eb) => ({ head: eb('head', '+', 1) }))
        .where('feed', '=', '')
        .returning('head')
        .compile(),
    ),
    putRecord: once(
      db
        .insertInto('records')
        .values({ feed: '', kind: '', id: '', seq: 0, at: 0, body: '' })
        .onConflict((conflict) =>
          conflict.columns(['feed', 'kind', 'id']).doUpdateSet((eb) => ({
            seq: eb.ref('excluded.seq'),
            at: eb.ref('excluded.at'),
            body: eb.ref('excluded.body'),
          })),
        )
        .compile(),
    ),
    storeOutcome: once(
      db
        .insertInto('outcomes')
        .values({ id: '', account: '', device: '', content_hash: '', outcome: '', at: 0 })
        .compile(),
    ),
  }
}
