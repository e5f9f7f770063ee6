package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that strangers lead nobody to, their edges, and those beside them. */
final class AddressRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:0:53aa:64c:0:fbfe:80ff:fffe",
        "2002:7f00:1::",
        "2002:0a00:0001::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf:ffff::1",
        "fec0::1",
        "ff02::1"
      })
  void nobodyIsLedHere(String address) {
    assertThat(AddressRules.problem(InetAddress.ofLiteral(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00::1",
        "64:ff9b::1.1.1.1",
        "2002:0101:0101::1",
        "::ffff:1.1.1.1"
      })
  void anybodyMayLeadHere(String address) {
    assertThat(AddressRules.problem(InetAddress.ofLiteral(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes",
        "localhost",
        "localhost.",
        "web.team.svc",
        "WEB.TEAM.SVC.",
        "web.team.svc.cluster.local"
      })
  void theseNamesMeanSomethingOnlyInside(String host) {
    assertThat(AddressRules.local(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"files.example.org", "svc.example.org", "[2a00::1]", "1.1.1.1"})
  void theseNamesMeanTheSameEverywhere(String host) {
    assertThat(AddressRules.local(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "100.100.100.200",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "192.0.0.192",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "fd00:ec2::254",
        "fe80::1",
      })
  void nobodyOfTheClusterLeadsHereEither(String address) {
    assertThat(AddressRules.problemInside(InetAddress.ofLiteral(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "10.0.0.1",
        "100.64.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "fc00::1",
        "fd00:ec2::253"
      })
  void whatIsPrivateIsForThoseOfTheCluster(String address) {
    assertThat(AddressRules.problemInside(InetAddress.ofLiteral(address))).isEmpty();
  }
}
