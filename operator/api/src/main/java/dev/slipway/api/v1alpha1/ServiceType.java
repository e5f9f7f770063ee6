package dev.slipway.api.v1alpha1;

/** How a Service can be reached. */
public enum ServiceType {
  ClusterIP,
  NodePort,
  LoadBalancer
}
