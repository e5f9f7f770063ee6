package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.feed.FeedSight;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;

/**
 * Everything that a domain's decisions rest on.
 *
 * @param server the package server's Deployment; null when there is none
 * @param pods its pods
 * @param repositories the repositories that it serves
 * @param feed its package events that become Kubernetes Events
 */
public record DomainObservation(
    Domain domain,
    Deployment server,
    List<Pod> pods,
    List<Repository> repositories,
    FeedSight feed) {}
