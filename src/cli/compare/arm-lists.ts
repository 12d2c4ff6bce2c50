import { withConnection } from '../../database/connect.ts';
import { noLists, type ParameterLists } from '../../scenario/parameter-lists.ts';
import { listsOf } from '../load/lists.ts';
import type { DatabaseAccess } from '../server-access.ts';
import type { ArmPlan } from './arms.ts';

/** By part of the arm's mix. */
export type ArmLists = readonly ParameterLists[];

/** The rows of `from (...)` of each query of an arm, asked for once. */
export function listsOfArm({ mix }: ArmPlan, { config, address }: DatabaseAccess): Promise<ArmLists> {
  return withConnection(config, address, async (client) => {
    const lists: ParameterLists[] = [];
    for (const { query } of mix.parts) lists.push(await listsOf(client, query, noLists));
    return lists;
  });
}
