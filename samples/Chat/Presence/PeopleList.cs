using Chat.Accounts;
using Stomp.Broker.Sessions;

namespace Chat.Presence;

/// <summary>Who there is, and who of them is online.</summary>
internal sealed class PeopleList(AccountDirectory accounts, IUserRegistry users)
{
    public Person[] GetPeople() => [.. accounts.Names.Select(name => new Person(name, users.FindUser(name) is not null))];
}
