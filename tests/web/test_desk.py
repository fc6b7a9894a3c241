from monitor.web.desk import Desk, new_token


def test_the_token_opens_the_desk_once() -> None:
    token = new_token()
    desk = Desk(token)
    assert desk.has_door
    assert desk.use(token)
    assert not desk.use(token)
    assert not desk.has_door


def test_a_wrong_token_does_not_use_up_the_right_one() -> None:
    desk = Desk("right")
    assert not desk.use("wrong")
    assert not desk.use("")
    assert not desk.use("rïght")
    assert desk.use("right")


def test_a_desk_without_a_token_never_opens() -> None:
    desk = Desk(None)
    assert not desk.has_door
    assert not desk.use("")


def test_tokens_have_256_bits_of_chance() -> None:
    assert len(new_token()) >= 43
    assert new_token() != new_token()
