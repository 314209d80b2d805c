import { useRouteError } from 'react-router';

import { Failure } from '../components/ui/Failure';

/** A page that broke; the others still work. */
export function RouteFailure() {
  return <Failure error={useRouteError()} />;
}
