using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using Stomp.AspNetCore.Logins;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>Clients that say <c>login</c> and <c>passcode</c>.</summary>
public sealed class UserTests : UserFixture
{
    private const string Wrong = "ERROR the login or the passcode is wrong";

    [Test]
    public async Task A_user_is_let_in_from_anywhere_and_logged_by_name()
    {
        StartWithUsers();
        Assert.That((await ConnectFromAsync(Elsewhere, AnnsLogin)).Answer.Command, Is.EqualTo("CONNECTED"));
        Broker.AssertLogged(100, "user ann");
    }

    [TestCase("login:ann\npasscode:bobs secret\n")]
    [TestCase("login:ann\npasscode:\n")]
    [TestCase("login:ann\n")]
    [TestCase("login:nobody\npasscode:anns secret\n")]
    [TestCase("login:ANN\npasscode:anns secret\n")]
    [TestCase("login:ann \npasscode:anns secret\n")]
    public async Task Who_is_wrong_is_refused_in_the_same_words_even_from_loopback(string headers)
    {
        StartWithUsers();
        (WireClient client, WireFrame answer) = await ConnectFromAsync("127.0.0.1", headers);
        Assert.That(answer.ToString(), Is.EqualTo(Wrong));
        await client.ExpectEndAsync();
    }

    [TestCase("127.0.0.1", null, "CONNECTED 1.2")]
    [TestCase("127.0.0.1", false, "ERROR anonymous connections are not taken; CONNECT with 'login' and 'passcode', or with a bearer token in 'Authorization'")]
    [TestCase(Elsewhere, null, "ERROR anonymous connections are taken from loopback addresses only; CONNECT with 'login' and 'passcode', or with a bearer token in 'Authorization'")]
    [TestCase(Elsewhere, true, "CONNECTED 1.2")]
    public async Task Who_says_no_login_is_anonymous(string address, bool? allowAnonymous, string expected)
    {
        StartWithUsers(options => options.AllowAnonymous = allowAnonymous);
        Assert.That((await ConnectFromAsync(address, "login:\n")).Answer.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task H1_a_login_that_failed_too_often_from_an_address_is_not_looked_at_for_a_while()
    {
        StartWithUsers(options => options.Limits.MaxFailedLoginsPerMinute = 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.That((await ConnectFromAsync(Elsewhere, "login:ann\npasscode:guess\n")).Answer.ToString(), Is.EqualTo(Wrong));
        }

        Assert.That(
            (await ConnectFromAsync(Elsewhere, AnnsLogin)).Answer["message"],
            Is.EqualTo("too many logins have failed; the limit is 3 a minute for one login from one address, 30 for an address (MaxFailedLoginsPerMinute)"));
        Assert.That((await ConnectFromAsync(Elsewhere, BobsLogin)).Answer.Command, Is.EqualTo("CONNECTED"), "another login");
        Assert.That((await ConnectFromAsync("192.0.2.2", AnnsLogin)).Answer.Command, Is.EqualTo("CONNECTED"), "nobody can lock ann out elsewhere");
        Time.Advance(20_000);
        Assert.That((await ConnectFromAsync(Elsewhere, AnnsLogin)).Answer.Command, Is.EqualTo("CONNECTED"), "a third of a minute later");
    }

    [Test]
    public async Task H1_an_unknown_login_is_counted_as_a_known_one_is()
    {
        StartWithUsers(options => options.Limits.MaxFailedLoginsPerMinute = 2);
        foreach (string login in (string[])["ann", "nobody"])
        {
            string[] answers = new string[3];
            for (int i = 0; i < answers.Length; i++)
            {
                answers[i] = (await ConnectFromAsync("127.0.0.1", $"login:{login}\npasscode:guess\n")).Answer.ToString();
            }

            Assert.That(answers[..2], Has.All.EqualTo(Wrong));
            Assert.That(answers[2], Does.Contain("MaxFailedLoginsPerMinute"));
        }
    }

    [Test]
    public async Task H1_an_address_that_guesses_at_many_logins_is_stopped()
    {
        StartWithUsers(options => options.Limits.MaxFailedLoginsPerMinute = 1);
        for (int i = 0; i < 10; i++)
        {
            Assert.That((await ConnectFromAsync(Elsewhere, $"login:guess{i}\npasscode:x\n")).Answer.ToString(), Is.EqualTo(Wrong));
        }

        Assert.That((await ConnectFromAsync(Elsewhere, AnnsLogin)).Answer.ToString(), Does.Contain("MaxFailedLoginsPerMinute"));
        Assert.That((await ConnectFromAsync("192.0.2.2", AnnsLogin)).Answer.Command, Is.EqualTo("CONNECTED"));
    }

    [Test]
    public async Task A_right_passcode_makes_slips_before_it_forgotten_and_goes_on_to_be_right()
    {
        StartWithUsers(options => options.Limits.MaxFailedLoginsPerMinute = 2);
        for (int i = 0; i < 4; i++)
        {
            Assert.That((await ConnectFromAsync(null, BobsLogin)).Answer.Command, Is.EqualTo("CONNECTED"));
            Assert.That((await ConnectFromAsync(null, "login:ann\npasscode:guess\n")).Answer.ToString(), Is.EqualTo(Wrong));
            Assert.That((await ConnectFromAsync(null, AnnsLogin)).Answer.Command, Is.EqualTo("CONNECTED"));
        }
    }

    [Test]
    public async Task Many_at_once_are_all_answered_rightly()
    {
        StartWithUsers(options => options.Limits.MaxFailedLoginsPerMinute = 1000);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            string headers = (i % 3) switch { 0 => AnnsLogin, 1 => BobsLogin, _ => "login:ann\npasscode:wrong\n" };
            WireClient client;
            lock (this)
            {
                client = OpenFrom("127.0.0.1");
            }

            await client.SendAsync(Wire.Connect("1.2", headers));
            return (await client.ReadAsync()).ToString();
        }));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 60).Select(i => i % 3 == 2 ? Wrong : "CONNECTED 1.2")));
    }

    [TestCase("Users:0:Name=ann Users:0:PasswordHash=secret", "the PasswordHash of the user 'ann' is no hash, perhaps a plain-text password; 'Stomp.Host hash-password' makes a hash of one")]
    [TestCase("Users:0:Name=ann Users:0:Password=secret", "Users:0:Password is no setting: passwords stand in the configuration as PasswordHash only; 'Stomp.Host hash-password' makes a hash of one")]
    [TestCase("Users:0:Name=ann", "Users:0 lacks Name or PasswordHash")]
    [TestCase("Users:0:Name=ann Users:0:Rolls=x", "Users:0:Rolls is no setting")]
    [TestCase("Users:0:Name= Users:0:PasswordHash=HASH", "a user has no name")]
    [TestCase("Users:0:Name=ann Users:0:PasswordHash=HASH Users:1:Name=ann Users:1:PasswordHash=HASH", "there are two users 'ann'")]
    public void What_is_wrong_in_the_configuration_is_named_and_no_secret_told(string settings, string expected)
    {
        string hash = Hash("x");
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Split(' ').Select(setting => setting.Replace("HASH", hash, StringComparison.Ordinal).Split('=', 2))
                .Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();
        Assert.That(
            () => new StompLoginOptions().Add(configuration.GetSection("Users")),
            Throws.ArgumentException.With.Message.StartsWith(expected).And.Message.Not.Contain("secret"));
    }

    [Test]
    public void Users_are_read_from_the_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Users:0:Name"] = "ann",
            ["Users:0:PasswordHash"] = Hash("x"),
            ["Users:0:Roles:0"] = "admin",
            ["Users:0:Roles:1"] = "staff",
            ["Users:1:name"] = "bob",
            ["Users:1:passwordhash"] = Hash("y"),
            ["Users:1:roles"] = "staff",
        }).Build();
        IReadOnlyList<StompLogin> users = new StompLoginOptions().Add(configuration.GetSection("Users")).Users;
        Assert.That(users.Select(static user => $"{user.Name}: {string.Join(' ', user.Roles)}"), Is.EqualTo(["ann: admin staff", "bob: staff"]));
    }
}
