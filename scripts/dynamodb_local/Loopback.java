import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;

/** DynamoDB Local in memory and on loopback only, which its own program has no option for. */
class Loopback {
    public static void main(String[] arguments) throws Exception {
        var answers = System.out;
        System.setOut(System.err);
        var requests = new LocalDynamoDBRequestHandler(0, true, null, false, false);
        var handler = new LocalDynamoDBServerHandler(requests, null);
        var server = new Server(new InetSocketAddress("127.0.0.1", 0));
        server.setHandler(new DynamoDBProxyServer(0, handler).setUpHandler(handler));
        server.start();
        answers.println("http://127.0.0.1:" + server.getURI().getPort());
        // Until whoever started it closes the pipe, or dies.
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
