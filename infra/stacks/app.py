"""What runs: the functions, the two APIs in front of them, and what wakes them."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra import config
from infra.constructs.archiving import Archiving
from infra.constructs.assigning import Assigning
from infra.constructs.bulking import Bulking
from infra.constructs.conversion import Conversion
from infra.constructs.dashboard import Dashboard
from infra.constructs.http_api import HttpApi
from infra.constructs.live_api import LiveApi
from infra.constructs.migrating import Migrating
from infra.constructs.notifying import Notifying
from infra.constructs.operating import Operating
from infra.constructs.uploading import Uploading
from infra.constructs.watching import Watching
from infra.function import Ground
from infra.packages import Packages
from infra.stacks.data import DataStack
from infra.stacks.placement import stack_options


class AppStack(Stack):
    """The stateless part of a stage; it can be removed and made again."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: config.Stage,
        data: DataStack,
        web_origin: str,
    ) -> None:
        super().__init__(scope, construct_id, **stack_options(stage))
        self._data = data
        packages = Packages(self, "Packages", stage=stage)
        self._ground = Ground(stage, packages, data.tables.append_only_arns)
        self.live = LiveApi(self, "Live", stage=stage)
        self.http = HttpApi(self, "Http", stage=stage, people=data.people, web_origin=web_origin)
        self._add_functions(web_origin)
        self._add_functions_about_users()
        self._connect()
        self.migrating = Migrating(self, "Migrating", stage=stage, tables=data.tables)
        queues = list(data.work_queues.values())
        self.operating = Operating(self, "Operating", stage=stage, queues=queues)
        # The emulator makes no metrics of log lines, and takes no alarm computed from several.
        if not stage.is_local:
            self._watch(stage)
        self._tell()

    def _add_functions(self, web_origin: str) -> None:
        data, ground = self._data, self._ground
        self.uploading = Uploading(
            self,
            "Uploading",
            ground=ground,
            tables=data.tables,
            media=data.media,
            conversions=data.conversions,
            cursor_secret=data.cursor_secret,
        )
        self.conversion = Conversion(
            self,
            "Conversion",
            ground=ground,
            tables=data.tables,
            media=data.media,
            conversions=data.conversions,
        )
        self.notifying = Notifying(
            self,
            "Notifying",
            ground=ground,
            tables=data.tables,
            live=self.live,
            cursor_secret=data.cursor_secret,
            web_origin=web_origin,
        )

    def _add_functions_about_users(self) -> None:
        data, ground = self._data, self._ground
        self.assigning = Assigning(
            self,
            "Assigning",
            ground=ground,
            tables=data.tables,
            cursor_secret=data.cursor_secret,
            bulk_queues=data.bulk_queues,
        )
        self.bulking = Bulking(
            self, "Bulking", ground=ground, tables=data.tables, queues=data.bulk_queues
        )
        self.archiving = Archiving(self, "Archiving", ground=ground, tables=data.tables)

    def _connect(self) -> None:
        notifying = self.notifying
        self.http.route(
            on_upload=self.uploading.on_request,
            on_assign=self.assigning.on_request,
            on_notify=notifying.on_request,
        )
        self.live.route(notifying.on_socket, on_authorize=notifying.on_authorize)

    def _watch(self, stage: config.Stage) -> None:
        queues, converter = self._data.work_queues, self.conversion.on_job.resource
        watching = Watching(self, "Watching", stage=stage, queues=queues, converter=converter)
        if self.archiving.altered:
            watching.tell(self.archiving.altered)
        telling, copying = self.notifying, self.archiving
        watching.watch_stream("notify", telling.on_change, lost=telling.lost, late_s=5 * 60)
        watching.watch_stream("archive", copying.on_archive, lost=copying.lost, late_s=3600)
        Dashboard(
            self,
            "Dashboard",
            stage=stage,
            queues=queues,
            converter=converter,
            live=self.live,
            announcer=telling.on_change.resource,
        )

    def _tell(self) -> None:
        CfnOutput(self, "HttpApiUrl", value=self.http.url)
        CfnOutput(self, "WebSocketUrl", value=self.live.url)
        CfnOutput(self, "SocketCallbackUrl", value=self.live.callback_url)
        assigning = (self.assigning, self.bulking, self.archiving)
        parts = (self.uploading, self.conversion, *assigning, self.notifying)
        for function in (function for part in parts for function in part.functions):
            CfnOutput(self, f"{function.node.id}Name", value=function.resource.function_name)
