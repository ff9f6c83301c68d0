using System.Net;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>Which names a browser may reach the program by (H-7): not one that somebody else has resolve to this machine.</summary>
public sealed class HostNameTests : ServerFixture
{
    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("127.0.0.1", HttpStatusCode.OK)]
    [TestCase("evil.example", HttpStatusCode.BadRequest)]
    [TestCase("localhost.evil.example", HttpStatusCode.BadRequest)]
    public async Task On_loopback_only_loopback_names_are_served(string name, HttpStatusCode expected)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.Http);
        request.Headers.Host = $"{name}:{Server.Http.Port}";
        using HttpResponseMessage response = await client.SendAsync(request).WaitAsync(Eventually.Patience);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }
}
