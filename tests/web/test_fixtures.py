"""Asks whether the client of the tests acts for whom it says."""


def test_sign_in_makes_the_client_act_for_a_person(client, cast):
    client.sign_in(cast.ana)

    assert client.get("/account/").status_code == 200


def test_sign_out_makes_the_client_a_stranger(client, cast):
    client.sign_in(cast.ana).sign_out()

    assert client.get("/account/").location.startswith("/account/sign-in")
