import idna


def greet(host):
    return "Hello, " + idna.decode(idna.encode(host))
