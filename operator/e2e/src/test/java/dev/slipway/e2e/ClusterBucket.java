package dev.slipway.e2e;

import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An S3 server with one bucket in a namespace: versitygw, in a pod of an image that is there. */
final class ClusterBucket {

  private static final String SERVER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: bucket, labels: {app: bucket}}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: versitygw
            image: slipway/gitserver:local
            command:
              - sh
              - -ec
              - |
                until [ -e /data/versitygw ]; do sleep 0.2; done
                mkdir -p /data/objects/%1$s
                exec /data/versitygw --access %2$s --secret %3$s --region %4$s --port :7070 \
                  --quiet posix /data/objects
            readinessProbe: {tcpSocket: {port: 7070}, periodSeconds: 1}
            volumeMounts: [{name: data, mountPath: /data}]
        volumes: [{name: data, emptyDir: {}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: bucket}
      spec:
        selector: {app: bucket}
        ports: [{port: 7070}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: packages-bucket}
      stringData: {accessKeyId: %2$s, secretAccessKey: %3$s}
      """
          .formatted(
              S3Servers.BUCKET, S3Servers.ACCESS_KEY, S3Servers.SECRET_KEY, S3Servers.REGION);

  private ClusterBucket() {}

  /** Starts it and returns a Domain's {@code store} that is in it. */
  static String start(SlipwayCluster slipway, String namespace) {
    var kubectl = slipway.kubectl();
    kubectl.apply(namespace, SERVER);
    kubectl.run(
        "wait",
        "pod/bucket",
        "-n",
        namespace,
        "--for=jsonpath={.status.phase}=Running",
        "--timeout=60s");
    var program = S3Servers.versitygw();
    kubectl.shell(
        """
        kubectl exec -i -n %s bucket -- sh -ec 'cat > /data/new; \
          test $(wc -c < /data/new) = %d; chmod +x /data/new; mv /data/new /data/versitygw' < '%s'
        """
            .formatted(namespace, size(program), program));
    kubectl.run("wait", "pod/bucket", "-n", namespace, "--for=condition=Ready", "--timeout=60s");
    return """
        {s3: {endpoint: "http://bucket.%s.svc:7070", bucket: %s, prefix: team,
              secretRef: {name: packages-bucket}}}"""
        .formatted(namespace, S3Servers.BUCKET);
  }

  private static long size(Path program) {
    try {
      return Files.size(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
