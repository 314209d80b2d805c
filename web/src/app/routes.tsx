import { createHashRouter, type RouteObject } from 'react-router';

import { Message } from '../components/ui/Message';
import { AdminMediaSidebar } from '../features/activity/AdminMediaSidebar';
import { AssetAssignment } from '../features/assign/AssetAssignment';
import { AssignButton } from '../features/assign/AssignButton';
import { AssignUsers } from '../features/assign/bulk/AssignUsers';
import { Undoing } from '../features/assign/Undoing';
import { BedrockPlayground } from '../features/library/BedrockPlayground';
import { Uploads } from '../features/library/uploads/Uploads';
import { UserList } from '../features/profile/UserList';
import { UserProfile } from '../features/profile/UserProfile';
import { RouteFailure } from './RouteFailure';
import { Shell } from './Shell';

const pages: RouteObject[] = [
  {
    element: <BedrockPlayground assign={(asset) => <AssignButton asset={asset} />} />,
    children: [
      { path: '/', element: null },
      {
        path: '/assets/:assetId',
        element: (
          <AdminMediaSidebar
            assignment={(asset) => <AssetAssignment key={asset.asset_id} asset={asset} />}
          />
        ),
      },
    ],
  },
  {
    path: '/users',
    element: <UserList assign={(users, done) => <AssignUsers users={users} onAssigned={done} />} />,
  },
  { path: '/users/:userId', element: <UserProfile /> },
  {
    path: '*',
    element: <Message title="There is no such page" detail="The address may be mistyped." />,
  },
];

/**
 * Pages stand behind the `#`: any place that serves files serves every deep link, a missing file
 * stays a 404, and no user's id gets into the logs of whoever serves them.
 *
 * To be opened after the sign-in, which brings back the address that was asked for.
 */
export function openRouter() {
  return createHashRouter([
    {
      element: (
        <Undoing>
          <Uploads>
            <Shell />
          </Uploads>
        </Undoing>
      ),
      children: [{ errorElement: <RouteFailure />, children: pages }],
    },
  ]);
}
